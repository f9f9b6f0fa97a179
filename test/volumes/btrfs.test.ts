import { execFile } from "node:child_process";
import { chown, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newId } from "@berth/core";
import { createVolumes, type VolumeGroup } from "@berth/engine/volumes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { fill } from "./fill.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, MIB, quotaCases, specOf, volumeCases } from "./volume-cases.ts";

const run = promisify(execFile);

describe("volumes in subvolumes of btrfs", () => {
	let scratch: Scratch;
	let root: string;
	let volumes: VolumeGroup;

	beforeAll(async () => {
		scratch = await openScratch();
		root = join(await scratch.mountBtrfs(256), "berth", "volumes");
		volumes = createVolumes({ root, driver: "auto", installation: "test" });
	});
	afterAll(() => scratch[Symbol.asyncDispose]());

	it("are what a directory on btrfs with quotas gets", async () => {
		expect(await volumes.info(call)).toMatchObject({ driver: "btrfs", hasQuota: true });
		expect((await volumes.preflight(call))[0]).toMatchObject({ id: "volume_driver", severity: "ok" });
	});

	volumeCases(() => volumes);
	quotaCases(() => ({ volumes, root }));

	it("shrink live, and a writer past the new limit is stopped", async () => {
		const id = newId();
		await volumes.ensure(specOf(id, 32), call);
		await fill(join(root, id, "file"), 8 * MIB);
		expect(await volumes.setQuota(id, 4 * MIB, call)).toEqual({ changed: true });
		expect((await volumes.usage(id, call)).limitBytes).toBe(4 * MIB);
		expect((await fill(join(root, id, "more"), 16 * MIB)).stoppedBy).toBe("EDQUOT");
		await volumes.destroy(id, call);
	});

	it("count what a tenant hides in subvolumes of its own, and go with them", async () => {
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		// As any user may, without a right of its own.
		await chown(join(root, id), 1000, 1000);
		const hidden = join(root, id, "hidden");
		await run("btrfs", ["subvolume", "create", hidden], { uid: 1000, gid: 1000 });
		await run("btrfs", ["subvolume", "create", join(hidden, "deeper")], { uid: 1000, gid: 1000 });
		await fill(join(hidden, "deeper", "file"), 8 * MIB);
		await volumes.list(call);
		expect((await fill(join(hidden, "file"), 32 * MIB)).stoppedBy).toBe("EDQUOT");
		expect((await volumes.usage(id, call)).usedBytes).toBeGreaterThan(12 * MIB);
		expect(await volumes.destroy(id, call)).toEqual({ changed: true });
	});

	it("are not mistaken for a directory that is no subvolume", async () => {
		const id = newId();
		await run("mkdir", [join(root, id)]);
		await expect(volumes.ensure(specOf(id, 16), call)).rejects.toMatchObject({ code: "CONFLICT" });
		await expect(volumes.destroy(id, call)).rejects.toMatchObject({ code: "CONFLICT" });
		await run("rmdir", [join(root, id)]);
	});

	it("leave no directory, subvolume or quota group with bytes behind", async () => {
		expect(await readdir(root)).toEqual([".berth-volumes.json"]);
		expect((await run("btrfs", ["subvolume", "list", root])).stdout).toBe("");
		// The kernel cleans up destroyed subvolumes by and by.
		await run("btrfs", ["subvolume", "sync", root]);
		await waitUntil(
			async () => {
				await run("btrfs", ["filesystem", "sync", root]);
				const { stdout } = await run("btrfs", ["qgroup", "show", "--raw", root]);
				const used = stdout.split("\n").flatMap((line) => /^(\d+\/\d+)\s+(\d+)/.exec(line)?.slice(1, 3).map(String) ?? []);
				return used.every((text, at) => at % 2 === 0 || used[at - 1] === "0/5" || Number(text) === 0);
			},
			{ timeoutMs: 30_000, what: "quota groups to be empty" },
		);
	});
});
