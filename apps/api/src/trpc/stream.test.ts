import { AppError } from "@berth/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inBatches } from "./batch.ts";
import { streamed } from "./stream.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

async function* ticking(signal: AbortSignal): AsyncGenerator<number> {
	for (let n = 0; !signal.aborted; n += 1) {
		yield n;
		await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
	}
}

const subscriber = (recheck: () => Promise<unknown>, signal = new AbortController().signal) => {
	const open = { count: 0 };
	const openStream = () => {
		open.count += 1;
		return () => {
			open.count -= 1;
		};
	};
	const listeners = new Set<() => void>();
	const onChange = (listener: () => void) => {
		listeners.add(listener);
		return () => {
			listeners.delete(listener);
		};
	};
	const ctx = { drained: async () => undefined, openStream, recheck, services: { accounts: { onChange } } };
	return { open, listeners, call: { ctx, path: "lease.watch", signal } };
};

test("a stream ends with the reason once its reader may no longer listen", async () => {
	let allowed = true;
	const { call, open } = subscriber(async () => {
		if (!allowed) throw new AppError("FORBIDDEN");
	});
	const stream = streamed(call, ticking);
	expect((await stream.next()).value).toBe(0);
	const after = stream.next().then(
		() => null,
		(err: unknown) => err,
	);
	await vi.advanceTimersByTimeAsync(61_000);
	allowed = false;
	await vi.advanceTimersByTimeAsync(60_000);
	expect(await after).toMatchObject({ code: "FORBIDDEN" });
	expect(open.count).toBe(0);
});

test("a database that is away takes no right from anybody", async () => {
	const leaving = new AbortController();
	const { call } = subscriber(async () => {
		throw new AppError("DATABASE_UNAVAILABLE");
	}, leaving.signal);
	const stream = streamed(call, ticking);
	await stream.next();
	const after = stream.next();
	await vi.advanceTimersByTimeAsync(300_000);
	leaving.abort();
	expect((await after).done).toBe(true);
});

test("a stream waits for its reader before it takes more from the source", async () => {
	const gate = Promise.withResolvers<void>();
	const { call } = subscriber(async () => undefined);
	const held = { ...call, ctx: { ...call.ctx, drained: () => gate.promise } };
	let given = 0;
	const stream = streamed(held, async function* () {
		for (;;) yield given++;
	});
	const first = stream.next();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(given).toBe(1);
	gate.resolve();
	expect((await first).value).toBe(0);
	await stream.return();
});

test("a burst becomes few groups, in order, and nothing is lost at its end", async () => {
	async function* burst() {
		for (let n = 0; n < 25; n += 1) yield n;
	}
	const groups: (readonly number[])[] = [];
	for await (const group of inBatches(burst(), { windowMs: 25, itemsMax: 10 })) groups.push(group);
	expect(groups.map(({ length }) => length)).toEqual([10, 10, 5]);
	expect(groups.flat()).toEqual(Array.from({ length: 25 }, (_, n) => n));
});

test("a lone item is sent when its window passes, without waiting for the next", async () => {
	const never = Promise.withResolvers<void>();
	async function* slow() {
		yield "a";
		await never.promise;
		yield "b";
	}
	const batches = inBatches(slow(), { windowMs: 25, itemsMax: 10 });
	const first = batches.next();
	await vi.advanceTimersByTimeAsync(25);
	expect((await first).value).toEqual(["a"]);
	const second = batches.next();
	never.resolve();
	await vi.advanceTimersByTimeAsync(25);
	expect((await second).value).toEqual(["b"]);
});

test("a right that is taken away in this process ends the stream at once", async () => {
	let allowed = true;
	const { call, open, listeners } = subscriber(async () => {
		if (!allowed) throw new AppError("FORBIDDEN");
	});
	const stream = streamed(call, ticking);
	await stream.next();
	const after = stream.next().catch((err: unknown) => err);
	allowed = false;
	for (const listener of listeners) listener();
	expect(await after).toMatchObject({ code: "FORBIDDEN" });
	expect([open.count, listeners.size]).toEqual([0, 0]);
});
