import { AppError, type Clock } from "@berth/core";
import { expect, test } from "vitest";
import { retryClassOf } from "./retry-policy.ts";
import { type RetryOptions, withRetry } from "./with-retry.ts";

const down = () => new AppError("ENGINE_UNREACHABLE", { data: { op: "x" }, cause: new Error("connect ECONNREFUSED") });
const hiccup = () => new AppError("IMAGE_PULL_FAILED", { data: { why: "transient" }, cause: new Error("unexpected EOF") });

/** Time passes by pausing alone, and by what the work says it took. */
function scene(options: Partial<RetryOptions> = {}) {
	let nowMs = 1_000;
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
	const begunMs = nowMs;
	return {
		pauses,
		passedMs: () => nowMs - begunMs,
		take: (ms: number) => {
			nowMs += ms;
		},
		run: <T>(work: (tryNumber: number) => Promise<T>) =>
			withRetry(work, { signal: new AbortController().signal, clock, random: () => 1, ...options }),
	};
}

const fail = (error: () => AppError) => async () => {
	throw error();
};

test("an engine that stays away is tried for 75 s with pauses that double up to 8 s, the last try at the end and no pause after it", async () => {
	const { run, pauses, passedMs } = scene();
	const triedAt: number[] = [];
	const thrown: unknown = await run(async () => {
		triedAt.push(passedMs());
		throw down();
	}).catch((error: unknown) => error);
	expect(thrown).toMatchObject({ code: "ENGINE_UNREACHABLE", data: { op: "x", tries: triedAt.length } });
	expect(pauses.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
	expect(triedAt.at(-1)).toBe(75_000);
	expect(passedMs()).toBe(75_000);
});

test("even with the shortest of all pauses it is tried to the end of its budget", async () => {
	let turn = 0;
	const { run, passedMs } = scene({ random: () => (turn++ % 2 === 0 ? 0.01 : 0.5) });
	await expect(run(fail(down))).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	expect(passedMs()).toBe(75_000);
});

test("an engine that is back within a minute is worth the wait", async () => {
	const { run, passedMs } = scene();
	const isBack = () => passedMs() >= 60_000;
	expect(await run(async (tries) => (isBack() ? tries : Promise.reject(down())))).toBeGreaterThan(5);
});

test("a hiccup is tried five times, and the last error is kept with its own cause", async () => {
	const { run, pauses } = scene();
	const thrown: unknown = await run(fail(hiccup)).catch((error: unknown) => error);
	expect(pauses).toEqual([200, 400, 800, 1_600]);
	expect(thrown).toMatchObject({ code: "IMAGE_PULL_FAILED", data: { why: "transient", tries: 5 } });
	expect(thrown).toMatchObject({ cause: { code: "IMAGE_PULL_FAILED", cause: { message: "unexpected EOF" } } });
});

test("a pause is chosen between none and the longest", async () => {
	const chances = [0, 0.25, 0.5, 0.75];
	const { run, pauses } = scene({ random: () => chances.shift() ?? 0 });
	await expect(run(fail(hiccup))).rejects.toMatchObject({ code: "IMAGE_PULL_FAILED" });
	expect(pauses).toEqual([0, 100, 400, 1_200]);
});

test("an answer in between begins the wait for an engine anew, and pays for its own tries", async () => {
	const { run, take } = scene();
	const errors = [down, hiccup, down, hiccup, hiccup, hiccup, hiccup];
	let tries = 0;
	const outcome = run(async () => {
		take(60_000);
		throw (errors[tries++] ?? down)();
	});
	await expect(outcome).rejects.toMatchObject({ code: "IMAGE_PULL_FAILED" });
	expect(tries).toBe(7);
});

test("what another try does not help is thrown as it is, at once", async () => {
	const others = [
		new AppError("NOT_FOUND"),
		new AppError("TIMEOUT"),
		new AppError("ENGINE_FAILED"),
		new AppError("IMAGE_RATE_LIMITED"),
		new AppError("IMAGE_PULL_FAILED", { data: { why: "absent" } }),
		new Error("a bug"),
	];
	for (const error of others) {
		const { run, pauses } = scene();
		expect(retryClassOf(error)).toBeNull();
		await expect(run(() => Promise.reject(error))).rejects.toBe(error);
		expect(pauses).toEqual([]);
	}
});

test("a policy that names one class leaves the other alone", async () => {
	const { run, pauses } = scene({ policy: { transient: { firstMs: 10, maxMs: 10, triesMax: 2 } } });
	await expect(run(fail(down))).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	expect(pauses).toEqual([]);
	await expect(run(fail(hiccup))).rejects.toMatchObject({ data: { tries: 2 } });
});

test("no pause goes beyond the time its caller has", async () => {
	const { run, pauses } = scene({ withinMs: 1_000 });
	await expect(run(fail(hiccup))).rejects.toMatchObject({ code: "IMAGE_PULL_FAILED", data: { tries: 3 } });
	expect(pauses).toEqual([200, 400]);
});

test("giving up wins, before a try, during it and during a pause", async () => {
	for (const moment of ["before", "during", "pause"] as const) {
		const giveUp = new AbortController();
		if (moment === "before") giveUp.abort();
		let tries = 0;
		const { run } = scene({ signal: giveUp.signal, onRetry: () => void (moment === "pause" && giveUp.abort()) });
		const outcome = run(async () => {
			tries++;
			if (moment === "during") giveUp.abort();
			throw down();
		});
		await expect(outcome).rejects.toMatchObject({ code: "ABORTED" });
		expect(tries).toBe(moment === "before" ? 0 : 1);
	}
});
