import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, freshName, observeUntil, run, specOf } from "./bench.ts";

const MIB = 1_048_576;
const UNKNOWN = "0".repeat(64);

export function changeCases(bench: () => Bench): void {
	test("new limits hold in the daemon at once, without a restart, and the same ones change nothing", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const { startedAt } = await engine.containers.inspect(id, bounded());
		const limits = { memoryBytes: 64 * MIB, cpuMillis: 250 };
		expect(await engine.changes.updateLimits(id, limits, bounded())).toEqual({ changed: true });
		expect(await bench().limitsOf(id)).toEqual({ ...limits, pidsMax: 32 });
		expect(await engine.changes.updateLimits(id, limits, bounded())).toEqual({ changed: false });
		expect(await engine.changes.updateLimits(id, { pidsMax: 40 }, bounded())).toEqual({ changed: true });
		expect(await bench().limitsOf(id)).toEqual({ ...limits, pidsMax: 40 });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "running", startedAt });
		await engine.containers.remove(id, bounded());
	});

	test("a container that runs keeps its process when other limits are ensured of it, and is as asked then", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const id = await run(bench(), spec);
		const { startedAt } = await engine.containers.inspect(id, bounded());
		const resized = { ...spec, resources: { cpuMillis: 250, memoryBytes: 64 * MIB, pidsMax: 40 } };
		expect(await engine.containers.drift(resized, bounded())).toMatchObject({ replaces: false, fields: [{ field: "limits" }, {}, {}, {}] });
		expect(await engine.containers.ensure(resized, bounded())).toEqual({ id, outcome: "kept" });
		expect(await bench().limitsOf(id)).toEqual(resized.resources);
		expect(await engine.containers.drift(resized, bounded())).toMatchObject({ replaces: false, fields: [] });
		expect(await engine.changes.updateLimits(id, spec.resources, bounded())).toEqual({ changed: true });
		expect(await engine.containers.ensure(spec, bounded())).toEqual({ id, outcome: "kept" });
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "running", startedAt });
		await engine.containers.remove(id, bounded());
	});

	test("less memory than is in use is refused while it runs, and taken when it does not", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		await bench().useMemory(id, 16);
		const before = await bench().limitsOf(id);
		const less = { memoryBytes: 12 * MIB };
		const refused = await failureOf(engine.changes.updateLimits(id, less, bounded()));
		expect(refused).toMatchObject({ code: "BAD_INPUT", data: { why: "memory-in-use" } });
		expect(refused.data.usedBytes).toBeGreaterThan(12 * MIB);
		expect(await bench().limitsOf(id)).toEqual(before);
		expect(await engine.changes.updateLimits(id, { memoryBytes: 28 * MIB }, bounded())).toEqual({ changed: true });
		await engine.containers.stop(id, { graceMs: 5_000 }, bounded());
		expect(await engine.changes.updateLimits(id, less, bounded())).toEqual({ changed: true });
		await engine.containers.start(id, bounded());
		expect(await bench().limitsOf(id)).toMatchObject(less);
		await engine.containers.remove(id, bounded());
	});

	test("limits the daemon refuses are BAD_INPUT and leave the old ones", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const before = await bench().limitsOf(id);
		expect(await failureOf(engine.changes.updateLimits(id, { memoryBytes: 4_096 }, bounded()))).toMatchObject({ code: "BAD_INPUT" });
		expect(await bench().limitsOf(id)).toEqual(before);
		await engine.containers.remove(id, bounded());
	});

	test("a renamed container is found by its new name alone, and a name that is taken is a conflict", async () => {
		const { engine, images, web } = bench();
		const { id } = await engine.containers.ensure(specOf(bench(), images.sleeper), bounded());
		const { name: old } = await engine.containers.inspect(id, bounded());
		const name = freshName("renamed");
		expect(await engine.changes.rename(id, name, bounded())).toEqual({ changed: true });
		expect(await engine.changes.rename(id, name, bounded())).toEqual({ changed: false });
		expect(await engine.containers.inspect(name, bounded())).toMatchObject({ id, name });
		expect(await engine.containers.inspect(old, bounded())).toMatchObject({ phase: "gone" });
		expect(await failureOf(engine.changes.rename(id, web.spec.name, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await failureOf(engine.changes.rename(id, "../x", bounded()))).toMatchObject({ code: "BAD_INPUT" });
		await engine.containers.remove(id, bounded());
	});

	test("a restart runs the same container anew, also one that had exited", async () => {
		const { engine, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const { startedAt: first } = await engine.containers.inspect(id, bounded());
		await engine.changes.restart(id, { graceMs: 5_000 }, bounded());
		const second = await engine.containers.inspect(id, bounded());
		expect(second).toMatchObject({ id, phase: "running" });
		expect(Date.parse(second.startedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(first ?? ""));
		await bench().killFromOutside(id);
		await observeUntil(bench(), id, ({ phase }) => phase === "exited", "it has exited");
		await engine.changes.restart(id, { graceMs: 5_000 }, bounded());
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ id, phase: "running", exitCode: null });
		await engine.containers.remove(id, bounded());
	});

	test("what is not there is NOT_FOUND and what is not ours a conflict, for every change", async () => {
		const { engine, neighbour, web } = bench();
		const codes = async (of: typeof engine, id: string) => [
			(await failureOf(of.changes.updateLimits(id, { pidsMax: 30 }, bounded()))).code,
			(await failureOf(of.changes.rename(id, freshName("c"), bounded()))).code,
			(await failureOf(of.changes.restart(id, { graceMs: 0 }, bounded()))).code,
			(await failureOf(of.exec.run(id, { argv: ["true"], timeoutMs: 5_000 }, bounded()))).code,
		];
		expect(new Set(await codes(engine, UNKNOWN))).toEqual(new Set(["NOT_FOUND"]));
		expect(new Set(await codes(neighbour, web.id))).toEqual(new Set(["CONFLICT"]));
	});
}
