import { execFile } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newId } from "@berth/core";
import { createVolumes, type VolumeGroup } from "@berth/engine/volumes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, MIB, specOf } from "./volume-cases.ts";

const run = promisify(execFile);

describe("the directory of volumes on a disk of its own", () => {
	let scratch: Scratch;
	let root: string;
	const id = newId();
	const spare = newId();
	/** As a process that starts anew. */
	const open = (installation = "test"): VolumeGroup => createVolumes({ root, driver: "auto", installation });
	const changed = { code: "ENGINE_FAILED", data: { why: "root-changed" } };

	const answersNothing = async (volumes: VolumeGroup) => {
		await expect(volumes.list(call)).rejects.toMatchObject(changed);
		await expect(volumes.usages([id], call)).rejects.toMatchObject(changed);
		await expect(volumes.holdsData(id, call)).rejects.toMatchObject(changed);
		await expect(volumes.usage(id, call)).rejects.toMatchObject(changed);
		await expect(volumes.ensure(specOf(id, 16), call)).rejects.toMatchObject(changed);
		await expect(volumes.ensure(specOf(spare, 16), call)).rejects.toMatchObject(changed);
		await expect(volumes.destroy(id, call)).rejects.toMatchObject(changed);
		await expect(volumes.reattach(call)).rejects.toMatchObject(changed);
		expect((await volumes.preflight(call))[0]).toMatchObject({ id: "volume_root", severity: "blocker" });
	};

	beforeAll(async () => {
		scratch = await openScratch();
		root = await scratch.mountBtrfs(256);
		await open().ensure(specOf(id, 16), call);
	});
	/** One that has looked at the directory while it was all right. */
	const openUsed = async () => {
		const volumes = open();
		expect((await volumes.list(call)).map((one) => one.id)).toEqual([id]);
		return volumes;
	};
	afterAll(() => scratch[Symbol.asyncDispose]());

	it("answers nothing and changes nothing while the disk is unmounted, to a process that runs and to one that starts", async () => {
		const running = await openUsed();
		await run("umount", [root]);
		for (const volumes of [running, open()]) await answersNothing(volumes);
		expect(await readdir(root)).toEqual([]);
		await run("mount", ["-o", "loop", join(scratch.path, "disk.btrfs"), root]);
		expect((await running.usages([id], call)).map((one) => one.limitBytes)).toEqual([16 * MIB]);
	});

	it("answers nothing while another disk is mounted over it, though that one is somebody's directory of volumes too", async () => {
		const running = await openUsed();
		const other = join(scratch.path, "other");
		await createVolumes({ root: other, driver: "plain", installation: "test" }).ensure(specOf(spare, 16), call);
		await run("mount", ["--bind", other, root]);
		for (const volumes of [running, open()]) await answersNothing(volumes);
		await run("umount", [root]);
	});

	it("answers nothing once it was emptied", async () => {
		const marker = join(root, ".berth-volumes.json");
		const running = await openUsed();
		await run("mv", [marker, `${root}.aside`]);
		for (const volumes of [running, open()]) await answersNothing(volumes);
		await run("mv", [`${root}.aside`, marker]);
	});

	it("is not another installation's", async () => {
		await expect(open("another").list(call)).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "volume-root" } });
		await expect(open("another").destroy(id, call)).rejects.toMatchObject({ code: "BAD_INPUT" });
	});

	it("is empty when it says so, and is new again when its note is taken away", async () => {
		const running = await openUsed();
		await running.destroy(id, call);
		expect(await running.list(call)).toEqual([]);
		await run("umount", [root]);
		await expect(open().list(call)).rejects.toMatchObject(changed);
		await rm(join(scratch.path, ".btrfs.berth-root"));
		expect(await open().list(call)).toEqual([]);
		await expect(running.list(call)).rejects.toMatchObject(changed);
	});
});
