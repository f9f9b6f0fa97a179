import { expect, test } from "vitest";
import type { Phase } from "../observation.ts";
import { type Bench, bounded, checkedBy, failureOf, run, specOf } from "./bench.ts";

/** A time that is never reached in a healthy run. */
const LONG_MS = 60_000;

export function readinessCases(bench: () => Bench): void {
	test("without a health check a container is ready when it has run for the settling time", async () => {
		const { engine, web } = bench();
		const phases: Phase[] = [];
		const onAttempt = ({ phase }: { phase: Phase }) => void phases.push(phase);
		const seen = await engine.containers.waitReady(web.id, { timeoutMs: LONG_MS, settleMs: 100, onAttempt }, bounded());
		expect(seen).toMatchObject({ id: web.id, phase: "running" });
		expect(phases).toContain("running");
	});

	test("with a health check a container is ready when it is healthy", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.healthy, checkedBy("true")));
		const seen = await engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: 0 }, bounded());
		expect(seen).toMatchObject({ phase: "running", health: "healthy" });
		await engine.containers.remove(id, bounded());
	});

	test("a health check that only the image brings does not count", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.unhealthy));
		const seen = await engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: 0 }, bounded());
		expect(seen).toMatchObject({ phase: "running", health: "none" });
		await engine.containers.remove(id, bounded());
	});

	test("a container that exits instead says with what code and what it printed last", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.exiter));
		const { code, data } = await failureOf(engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: LONG_MS }, bounded()));
		expect({ code, data }).toMatchObject({ code: "INSTANCE_EXITED", data: { exitCode: 3, oomKilled: false } });
		expect(JSON.stringify(data.logTail)).toContain("it failed");
	});

	test("a container whose check has failed is not ready, at once, and says what the check said", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.unhealthy, checkedBy("sh", "-c", "echo the check failed; exit 1")));
		const { code, data } = await failureOf(engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: 0 }, bounded()));
		expect({ code, data }).toMatchObject({ code: "NOT_READY", data: { health: "unhealthy" } });
		expect(data.healthOutput).toContain("the check failed");
		await engine.containers.remove(id, bounded());
	});

	test("a container that was never started is not ready past the bound", async () => {
		const { engine, images } = bench();
		const { id } = await engine.containers.ensure(specOf(bench(), images.sleeper), bounded());
		expect(await failureOf(engine.containers.waitReady(id, { timeoutMs: 200, settleMs: 0 }, bounded()))).toMatchObject({
			code: "NOT_READY",
		});
	});

	test("a wait ends when the container is killed, long before its bound", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const waiting = Promise.withResolvers<void>();
		const result = failureOf(
			engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: LONG_MS, onAttempt: () => waiting.resolve() }, bounded()),
		);
		await waiting.promise;
		await bench().killFromOutside(id);
		expect(await result).toMatchObject({ code: "INSTANCE_EXITED", data: { exitCode: 137 } });
	});

	test("waiting for what the daemon does not know is NOT_FOUND", async () => {
		const unknown = "0".repeat(64);
		expect(await failureOf(bench().engine.containers.waitReady(unknown, { timeoutMs: LONG_MS, settleMs: 0 }, bounded()))).toMatchObject({
			code: "NOT_FOUND",
		});
	});
}
