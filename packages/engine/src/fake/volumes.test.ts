import { newId } from "@berth/core";
import { describe, expect, it } from "vitest";
import { createFakeEngine } from "./fake-engine.ts";
import { createFakeHost } from "./fake-host.ts";

describe("volumes of a simulated host", () => {
	const call = { signal: new AbortController().signal };
	const spec = () => ({ id: newId(), bytes: 2 ** 20, owner: { uid: 0, gid: 0 }, mode: 0o711 });

	it("outlive the engine that made them and need no daemon", async () => {
		const host = createFakeHost();
		const volume = spec();
		const first = createFakeEngine(host, { installation: "one" });
		await first.volumes.ensure(volume, call);
		first.die();
		host.stopDaemon();
		const second = createFakeEngine(host, { installation: "one" });
		expect(await second.volumes.list(call)).toEqual([{ id: volume.id, usedBytes: 0, limitBytes: 2 ** 20 }]);
	});

	it("meet the faults that are planned for them", async () => {
		const host = createFakeHost();
		const engine = createFakeEngine(host, { installation: "one" });
		const volume = spec();
		host.faults.fail("volumes.ensure", { error: "NO_SPACE" });
		await expect(engine.volumes.ensure(volume, call)).rejects.toMatchObject({ code: "NO_SPACE" });
		host.faults.fail("volumes.ensure", { error: "ENGINE_FAILED", point: "after" });
		await expect(engine.volumes.ensure(volume, call)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
		expect(await engine.volumes.ensure(volume, call)).toEqual({ outcome: "kept" });
		expect(host.faults.calls.map(({ operation, subject }) => [operation, subject])).toContainEqual(["volumes.ensure", volume.id]);
	});
});
