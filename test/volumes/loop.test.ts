import { execFile } from "node:child_process";
import { lstat, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newId } from "@berth/core";
import { createVolumes, type VolumeGroup } from "@berth/engine/volumes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, MIB, quotaCases, specOf, volumeCases } from "./volume-cases.ts";

const run = promisify(execFile);

describe("volumes in images on loop devices", () => {
	let scratch: Scratch;
	let root: string;
	let volumes: VolumeGroup;
	const image = (id: string) => join(root, ".images", `${id}.ext4`);

	beforeAll(async () => {
		scratch = await openScratch();
		root = join(scratch.path, "volumes");
		volumes = createVolumes({ root, driver: "auto", installation: "test" });
	});
	afterAll(() => scratch[Symbol.asyncDispose]());

	it("are what a host gets whose file system holds no limits, and the preflight says why", async () => {
		expect(await volumes.info(call)).toMatchObject({ driver: "loop", hasQuota: true });
		const [driver] = await volumes.preflight(call);
		expect(driver).toMatchObject({ id: "volume_driver", severity: "ok" });
		expect(driver?.seen).toContain("loop");
	});

	volumeCases(() => volumes);
	quotaCases(() => ({ volumes, root }));

	it("have the owner and mode asked for, no leftovers of mkfs, and take little room while they are empty", async () => {
		const id = newId();
		await volumes.ensure(specOf(id, 64), call);
		const { uid, gid, mode } = await lstat(join(root, id));
		expect([uid, gid, mode & 0o7777]).toEqual([1000, 1000, 0o711]);
		expect(await readdir(join(root, id))).toEqual([]);
		expect((await stat(image(id))).blocks * 512).toBeLessThan(16 * MIB);
		await volumes.destroy(id, call);
	});

	it("cannot shrink, and say so without harm", async () => {
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		await writeFile(join(root, id, "file"), "kept");
		await expect(volumes.setQuota(id, 8 * MIB, call)).rejects.toMatchObject({ code: "UNSUPPORTED", data: { why: "shrink" } });
		expect(await readFile(join(root, id, "file"), "utf8")).toBe("kept");
		await volumes.destroy(id, call);
	});

	it("come back after a reboot with what they held, and hold nobody's writes until then", async () => {
		const [one, two] = [newId(), newId()];
		for (const id of [one, two]) await volumes.ensure(specOf(id, 16), call);
		await writeFile(join(root, one, "file"), "kept");
		for (const id of [one, two]) await run("umount", [join(root, id)]);
		expect((await lstat(join(root, one))).mode & 0o777).toBe(0);
		expect(await volumes.usage(one, call)).toEqual({ id: one, usedBytes: null, limitBytes: null });

		expect(await volumes.ensure(specOf(two, 16), call)).toEqual({ outcome: "changed" });
		expect(await createVolumes({ root, driver: "auto", installation: "test" }).reattach(call)).toEqual({ attached: 1, failed: [] });
		expect(await readFile(join(root, one, "file"), "utf8")).toBe("kept");
		for (const id of [one, two]) await volumes.destroy(id, call);
	});

	it("are completed when a process died between any two steps of making or growing one", async () => {
		const id = newId();
		await volumes.list(call);
		await writeFile(`${image(id)}.making`, "half a file system");
		await volumes.ensure(specOf(id, 16), call);
		await writeFile(join(root, id, "file"), "kept");
		// Larger file, old file system, and the note that says so.
		await run("umount", [join(root, id)]);
		await writeFile(`${image(id)}.growing`, "");
		await run("truncate", ["-s", "32M", image(id)]);
		expect(await volumes.ensure(specOf(id, 32), call)).toEqual({ outcome: "changed" });
		expect((await volumes.usage(id, call)).limitBytes).toBeGreaterThan(24 * MIB);
		expect(await readFile(join(root, id, "file"), "utf8")).toBe("kept");
		await volumes.destroy(id, call);
	});

	it("are not destroyed while something uses them", async () => {
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		{
			await using file = await open(join(root, id, "file"), "w");
			await expect(volumes.destroy(id, call)).rejects.toMatchObject({ code: "CONFLICT" });
			await file.writeFile("still here");
		}
		expect(await readFile(join(root, id, "file"), "utf8")).toBe("still here");
		await volumes.destroy(id, call);
	});

	it("leave no file, mount or loop device behind", async () => {
		expect((await readdir(root)).sort()).toEqual([".berth-volumes.json", ".images"]);
		expect(await readdir(join(root, ".images"))).toEqual([]);
		expect(await scratch.mounts()).toEqual([]);
		expect(await scratch.loopDevices()).toEqual([]);
	});
});
