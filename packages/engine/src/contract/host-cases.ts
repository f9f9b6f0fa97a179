import { expect, test } from "vitest";
import { type Bench, bounded, failureOf } from "./bench.ts";
import { everyCall } from "./every-call.ts";
import { follow } from "./follow.ts";

export function hostCases(bench: () => Bench): void {
	test("a daemon that answers is told with its facts, the same each time", async () => {
		const { engine } = bench();
		expect(await engine.host.ping(bounded())).toEqual({ ok: true, latencyMs: expect.any(Number), error: null });
		const info = await engine.host.info(bounded());
		expect(info).toMatchObject({ os: expect.any(String), engine: expect.any(String), limits: { memory: true, cpu: true, pids: true } });
		expect(info.cpus).toBeGreaterThan(0);
		expect(info.memoryBytes).toBeGreaterThan(0);
		expect({ ...(await engine.host.info(bounded())), at: "" }).toEqual({ ...info, at: "" });
	});

	test("every check of the host says what was seen, and what to do exactly when something is wrong", async () => {
		const checks = await bench().engine.host.preflight(bounded());
		expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
		expect(checks.length).toBeGreaterThan(0);
		for (const check of checks) {
			expect(check.seen).not.toBe("");
			expect(Number.isNaN(Date.parse(check.checkedAt))).toBe(false);
		}
		const remediesOf = (...severities: string[]) =>
			checks.filter(({ severity }) => severities.includes(severity)).map(({ remedy }) => remedy);
		expect(remediesOf("ok").filter((remedy) => remedy !== null)).toEqual([]);
		expect(remediesOf("warning", "blocker")).not.toContain(null);
	});

	test("a daemon that is not there is an error of every call, never an empty answer", async () => {
		const { unreachable } = bench();
		const codes = await Promise.all(
			everyCall(unreachable, bench()).map(async ([name, ask]) => [name, (await failureOf(ask(bounded()))).code]),
		);
		expect(Object.fromEntries(codes)).toEqual(
			Object.fromEntries(everyCall(unreachable, bench()).map(([name]) => [name, "ENGINE_UNREACHABLE"])),
		);
		const ping = await unreachable.host.ping(bounded());
		expect({ ok: ping.ok, code: ping.error?.code }).toEqual({ ok: false, code: "ENGINE_UNREACHABLE" });
	});

	test("a subscriber to a daemon that is not there hears so and goes on waiting", async () => {
		const waiting = new AbortController();
		const watcher = follow(bench().unreachable.events.subscribe({ signal: waiting.signal }));
		await watcher.until((items) => items.length > 0, "it is told that the daemon is away");
		expect(watcher.items[0]).toMatchObject({ kind: "disconnected", error: { code: "ENGINE_UNREACHABLE" } });
		waiting.abort();
		await watcher.ended;
	});
}
