import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createBackground } from "./background.ts";
import { watchSilence } from "./log-silence.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const waitMs = { first: 30, max: 120 };

function watch(look: () => Promise<boolean>) {
	const begunMs = Date.now();
	const looks: number[] = [];
	const onMissed = vi.fn<() => void>();
	const counted = () => {
		looks.push(Date.now() - begunMs);
		return look();
	};
	return { looks, onMissed, watched: watchSilence({ waitMs, background: createBackground(), look: counted, onMissed }) };
}

test("a silent stream is looked after ever more rarely, a word makes it anew, and nobody looks at the end", async () => {
	const { looks, onMissed, watched } = watch(async () => false);
	await vi.advanceTimersByTimeAsync(30 + 60 + 120 + 120);
	expect(looks).toEqual([30, 90, 210, 330]);
	watched.heard();
	await vi.advanceTimersByTimeAsync(29);
	watched.heard();
	await vi.advanceTimersByTimeAsync(30);
	expect(looks).toEqual([30, 90, 210, 330, 389]);
	watched[Symbol.dispose]();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(looks).toHaveLength(5);
	expect(onMissed).not.toHaveBeenCalled();
});

test("what was missed is told once; what came while it was looked for was not missed, and a look that fails proves nothing", async () => {
	const answers = [
		async () => Promise.reject(new Error("x")),
		async () => {
			late.watched.heard();
			return true;
		},
		async () => true,
	];
	const late = watch(async () => (await answers.shift()?.()) ?? false);
	await vi.advanceTimersByTimeAsync(30 + 60);
	expect(late.onMissed).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(30);
	expect(late.onMissed).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(late.looks).toEqual([30, 90, 120]);
});

test("a suspicion is followed up after a short silence, also when there are words meanwhile, and once", async () => {
	const { looks, watched } = watch(async () => false);
	await vi.advanceTimersByTimeAsync(30 + 10);
	watched.suspect(5);
	await vi.advanceTimersByTimeAsync(4);
	watched.heard();
	await vi.advanceTimersByTimeAsync(4);
	expect(looks).toEqual([30]);
	await vi.advanceTimersByTimeAsync(1);
	expect(looks).toEqual([30, 49]);
	watched.heard();
	await vi.advanceTimersByTimeAsync(29);
	expect(looks).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(1);
	expect(looks).toEqual([30, 49, 79]);
	watched[Symbol.dispose]();
	watched.suspect(5);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(looks).toHaveLength(3);
});
