import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "@berth/core";
import { createVolumes } from "@berth/engine/volumes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { waitUntil } from "../support/wait-until.ts";
import { connectDaemon } from "./docker-daemon.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, MIB, specOf } from "./volume-cases.ts";

describe("a volume in a container", () => {
	const daemon = connectDaemon();
	const name = `berth-volume-${randomUUID()}`;
	let scratch: Scratch;

	beforeAll(async () => {
		scratch = await openScratch();
	});
	afterAll(async () => {
		await daemon.ask("DELETE", `/containers/${name}?force=true&v=true&`);
		await scratch[Symbol.asyncDispose]();
	});

	it("stops its writer at the limit and is not destroyed while the container has it", async () => {
		const { sleeper } = await ensureFixtureImages();
		const root = join(scratch.path, "volumes");
		const volumes = createVolumes({ root, driver: "loop", installation: "test" });
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		const directory = { path: "/data", owner: { uid: 1000, gid: 1000 }, mode: 0o700 };
		const { sources } = await volumes.ensureDirectories(id, [directory], call);
		const source = sources[0] ?? "";
		const body = {
			Image: sleeper,
			User: "1000:1000",
			Cmd: ["sh", "-c", "dd if=/dev/zero of=/data/file bs=1M count=64; touch /data/done; exec sleep 2147483"],
			HostConfig: { Binds: [`${source}:/data`], CapDrop: ["ALL"], Init: true },
		};
		const make = { op: "test", method: "POST", signal: call.signal } as const;
		await daemon.call({ ...make, path: "/containers/create", query: { name }, body });
		await daemon.call({ ...make, path: `/containers/${name}/start` });
		await waitUntil(() => stat(join(source, "done")), { timeoutMs: 30_000, what: "the writer to be stopped" });
		expect((await stat(join(source, "file"))).size).toBeLessThanOrEqual(16 * MIB);

		await expect(volumes.destroy(id, call)).rejects.toMatchObject({ code: "CONFLICT" });
		expect((await volumes.usage(id, call)).usedBytes).toBeGreaterThan(10 * MIB);
		expect((await stat(join(source, "file"))).size).toBeGreaterThan(10 * MIB);

		await daemon.ask("DELETE", `/containers/${name}?force=true&v=true&`);
		expect(await volumes.destroy(id, call)).toEqual({ changed: true });
		expect(await scratch.loopDevices()).toEqual([]);
	});
});
