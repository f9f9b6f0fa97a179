import { AppError, type Clock } from "@berth/core";
import { expect, test, vi } from "vitest";
import { goneObservation } from "../docker/to-observation.ts";
import { createProber, type ProbeResult } from "./prober.ts";
import type { ReadinessSpec } from "./readiness-spec.ts";

const START_MS = Date.parse("2030-01-01T00:00:00.000Z");
const running = (startedAt = "2030-01-01T00:00:00.000Z") => ({ ...goneObservation("c"), phase: "running" as const, startedAt });
const no = (output = "no"): ProbeResult => ({ ok: false, output });
const yes: ProbeResult = { ok: true, output: "yes" };

/** Answers come one after the other as told; time passes by pausing alone. */
function scene(spec: Partial<ReadinessSpec>, answers: readonly (ProbeResult | AppError)[]) {
	let nowMs = START_MS;
	let asked = 0;
	const pauses: number[] = [];
	const clock: Clock = {
		now: () => new Date(nowMs),
		monotonicMs: () => nowMs,
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			pauses.push(ms);
			nowMs += ms;
		},
	};
	const changed = vi.fn<() => void>();
	const over = Promise.withResolvers<void>();
	const ask = async (): Promise<ProbeResult> => {
		const answer = answers[asked++];
		if (answer === undefined) {
			over.resolve();
			return new Promise(() => undefined);
		}
		if (answer instanceof AppError) throw answer;
		return answer;
	};
	const prober = createProber({ spec: { probe: { kind: "tcp", port: 1 }, ...spec }, clock, ask, changed });
	return { prober, changed, pauses, asked: () => asked, over: over.promise };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("it is ready at the first success and is not asked any more", async () => {
	const { prober, pauses, asked, changed } = scene({ intervalMs: 700 }, [no(), no("still no"), yes]);
	expect(prober.look(running())).toMatchObject({ verdict: "waiting", failures: 0 });
	await settled();
	expect(prober.look(running())).toEqual({ verdict: "ready", failures: 0, output: "yes", error: null });
	expect([asked(), pauses, changed.mock.calls.length]).toEqual([3, [700, 700], 3]);
});

test("it has failed when its retries are used up in a row, of which those within the start period are none", async () => {
	const { prober, asked } = scene({ intervalMs: 1_000, retries: 2, startPeriodMs: 3_000 }, [no(), no(), no(), no(), no("last")]);
	prober.look(running());
	await settled();
	expect(prober.look(running())).toEqual({ verdict: "failed", failures: 2, output: "last", error: null });
	expect(asked()).toBe(5);
});

test("without a number of retries it goes on being asked", async () => {
	const { prober, over } = scene(
		{},
		Array.from({ length: 50 }, () => no()),
	);
	prober.look(running());
	await over;
	expect(prober.look(running())).toMatchObject({ verdict: "waiting", failures: 50 });
	prober.stop();
});

test("another run of the container begins anew, and one that does not run is not asked", async () => {
	const { prober, asked } = scene({}, [yes, no(), no()]);
	expect(prober.look(goneObservation("c"))).toMatchObject({ verdict: "waiting" });
	expect(asked()).toBe(0);
	prober.look(running());
	await settled();
	expect(prober.look(running()).verdict).toBe("ready");
	expect(prober.look(running("2030-01-01T01:00:00.000Z"))).toMatchObject({ verdict: "waiting", failures: 0, output: null });
	await settled();
	expect(prober.look(running("2030-01-01T01:00:00.000Z"))).toMatchObject({ verdict: "waiting", output: "no" });
	prober.stop();
});

test("an answer that comes after the end of its run changes nothing", async () => {
	const late = Promise.withResolvers<ProbeResult>();
	const changed = vi.fn<() => void>();
	const clock = { now: () => new Date(START_MS), monotonicMs: () => 0, sleep: () => Promise.reject(new Error("over")) };
	const prober = createProber({ spec: { probe: { kind: "tcp", port: 1 } }, clock, ask: () => late.promise, changed });
	prober.look(running());
	prober.stop();
	late.resolve(yes);
	await settled();
	expect(changed).not.toHaveBeenCalled();
});

test("a failure of the engine is told as its own and never counted, and a container that stopped under the probe is nothing", async () => {
	const down = new AppError("ENGINE_UNREACHABLE");
	const { prober, over } = scene({ retries: 2 }, [no(), new AppError("CONFLICT"), down]);
	prober.look(running());
	await over;
	expect(prober.look(running())).toEqual({ verdict: "waiting", failures: 1, output: "no", error: down });
	prober.stop();
});
