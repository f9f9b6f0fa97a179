import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, run, specOf } from "./bench.ts";

const ENOUGH_MS = 60_000;

export function exitCases(bench: () => Bench): void {
	test("an init is waited for to its end, also when it is started later, and its code is a result", async () => {
		const { engine, images } = bench();
		const { id } = await engine.containers.ensure({ ...specOf(bench(), images.exiter), kind: "init" }, bounded());
		const ended = engine.exits.waitExit(id, { timeoutMs: ENOUGH_MS }, bounded());
		await engine.containers.start(id, bounded());
		expect(await ended).toMatchObject({ exitCode: 3, oomKilled: false });
		expect(await engine.exits.waitExit(id, { timeoutMs: ENOUGH_MS }, bounded())).toMatchObject({ exitCode: 3 });
		await engine.containers.remove(id, bounded());
	});

	test("a wait for what does not end is a timeout and leaves it alone, and for what is gone not found", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		expect(await failureOf(engine.exits.waitExit(id, { timeoutMs: 300 }, bounded()))).toMatchObject({ code: "TIMEOUT" });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "running" });
		await engine.containers.remove(id, bounded());
		expect(await failureOf(engine.exits.waitExit(id, { timeoutMs: ENOUGH_MS }, bounded()))).toMatchObject({ code: "NOT_FOUND" });
	});
}
