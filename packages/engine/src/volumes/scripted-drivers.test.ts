import { mkdir, mkdtemp, readdir, realpath, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@berth/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostTools, ToolAnswer } from "../host-tools.ts";
import type { HostFacts } from "./host-facts.ts";
import { createLoopDriver } from "./loop-driver.ts";
import { createXfsDriver } from "./xfs-driver.ts";
import { createZfsDriver } from "./zfs-driver.ts";

/**
 * No kernel with xfs quotas or zfs is needed here: the tools are scripted, and what they are told is compared word by word.
 */
describe("drivers that are proven by what they tell their tools", () => {
	const call = { signal: new AbortController().signal };
	const id = newId();
	const MIB = 1024 * 1024;
	let root: string;
	let said: (readonly string[])[];

	const answer = (stdout = "", exitCode = 0, stderr = ""): ToolAnswer => ({ exitCode, stdout, stderr });
	const scripted = (script: (args: readonly string[]) => ToolAnswer | Promise<ToolAnswer>): HostTools => ({
		find: async (tool) => `/sbin/${tool}`,
		run: async (tool, args) => {
			said.push([tool, ...args]);
			return await script(args);
		},
	});
	const hostWith = (mountinfo: string): HostFacts => ({
		mayAdminister: async () => true,
		mayGrowLive: async () => true,
		mountinfo: async () => mountinfo,
		filesystemMagic: async () => 0,
		loopDevices: async () => [],
	});
	const names = () => changing().map(([tool]) => tool);
	const spec = (bytes: number) => ({ id, bytes, owner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }, mode: 0o711 });
	const changing = () => said.filter((args) => !args.some((arg) => arg === "list" || arg.startsWith("report")));

	beforeEach(async () => {
		root = await realpath(await mkdtemp(join(tmpdir(), "berth-driver-")));
		said = [];
	});
	afterEach(() => rm(root, { recursive: true, force: true }));

	describe("xfs", () => {
		const rows = new Map<string, string>();
		const tools = () =>
			scripted(([, , command = ""]) => {
				const limit = /^limit -p (?:bsoft=0 )?bhard=(\d+)k? .*?(\d+)$/.exec(command);
				if (limit?.[2] !== undefined) rows.set(limit[2], limit[1] ?? "");
				return answer(
					command.startsWith("report") ? Array.from(rows, ([project, hard]) => `#${project} 8 0 ${hard} 00 [----]`).join("\n") : "",
				);
			});
		const driver = () => createXfsDriver({ root, tools: tools(), host: hostWith(`1 0 8:1 / ${root} rw - xfs /dev/sdb1 rw,prjquota`) });

		beforeEach(() => rows.clear());

		it("tags a directory and limits its bytes and files before it bears the volume's name", async () => {
			expect(await driver().ensure(spec(64 * MIB), call)).toEqual({ outcome: "created" });
			const [project] = rows.keys();
			expect(changing()).toEqual([
				["xfs_quota", "-x", "-c", `project -s -p ${join(root, `.making-${id}`)} ${project}`, root],
				["xfs_quota", "-x", "-c", `limit -p bhard=65536k ihard=262144 ${project}`, root],
			]);
			expect(await driver().usage(id, call)).toEqual({ id, usedBytes: 8192, limitBytes: 64 * MIB });
			expect(await driver().list(call, null)).toEqual([{ id, usedBytes: 8192, limitBytes: 64 * MIB }]);
		});

		it("changes nothing the second time, and only the limit when that differs", async () => {
			await driver().ensure(spec(64 * MIB), call);
			said = [];
			expect(await driver().ensure(spec(64 * MIB), call)).toEqual({ outcome: "kept" });
			expect(changing()).toEqual([]);
			expect(await driver().setQuota(id, 512 * MIB, call)).toEqual({ changed: true });
			expect(changing().map((args) => args[3])).toEqual([`limit -p bhard=524288k ihard=524288 ${[...rows.keys()][0]}`]);
		});

		it("goes on with what was left half made, under the same project", async () => {
			const failing = scripted(([, , command = ""]) => answer("", command.startsWith("project") ? 1 : 0));
			const host = hostWith(`1 0 8:1 / ${root} rw - xfs /dev/sdb1 rw,prjquota`);
			await expect(createXfsDriver({ root, tools: failing, host }).ensure(spec(MIB), call)).rejects.toMatchObject({
				code: "ENGINE_FAILED",
			});
			expect(await driver().list(call, null)).toEqual([]);
			expect(await driver().ensure(spec(MIB), call)).toEqual({ outcome: "created" });
			expect(await readdir(join(root, ".projects"))).toHaveLength(1);
		});

		it("does not believe a limit that the file system did not take", async () => {
			const deaf = scripted(() => answer());
			const host = hostWith(`1 0 8:1 / ${root} rw - xfs /dev/sdb1 rw,prjquota`);
			await expect(createXfsDriver({ root, tools: deaf, host }).ensure(spec(MIB), call)).rejects.toMatchObject({ code: "ENGINE_FAILED" });
		});

		it("removes the tree, then the limit, then the number; twice is no error", async () => {
			await driver().ensure(spec(MIB), call);
			const [project] = rows.keys();
			await writeFile(join(root, id, "file"), "x");
			said = [];
			expect(await driver().destroy(id, call)).toEqual({ changed: true });
			expect(changing().map((args) => args[3])).toEqual([`limit -p bsoft=0 bhard=0 isoft=0 ihard=0 ${project}`]);
			expect(await readdir(join(root, ".projects"))).toEqual([]);
			expect(await driver().destroy(id, call)).toEqual({ changed: false });
		});

		it("says when quotas are off", async () => {
			const probe = await createXfsDriver({
				root,
				tools: tools(),
				host: hostWith(`1 0 8:1 / ${root} rw - xfs /dev/sdb1 rw,noquota`),
			}).probe(call);
			expect(probe).toMatchObject({ usable: false, remedy: "Mount it with the option prjquota." });
			expect(await driver().probe(call)).toMatchObject({ usable: true });
		});
	});

	describe("zfs", () => {
		let dataset: { limit: number; mounted: string } | null = null;
		const columns = ["-Hp", "-t", "filesystem", "-o", "name,mountpoint,mounted,referenced,refquota"];
		const line = () => `tank/v/${id}\t${join(root, id)}\t${dataset?.mounted}\t24576\t${dataset?.limit}\n`;
		const tools = () =>
			scripted(async ([verb, ...args]) => {
				const limit = args.map((arg) => /^refquota=(\d+)$/.exec(arg)?.[1]).find((found) => found !== undefined);
				if (verb === "list" && args.at(-1) === "tank/v") return answer(`tank/v\t${root}\tyes\t1\t0\n${dataset === null ? "" : line()}`);
				if (dataset === null && verb !== "create") return answer("", 1, "cannot open: dataset does not exist");
				if (verb === "create") await mkdir(join(root, id));
				if (verb === "create") dataset = { limit: Number(limit), mounted: "yes" };
				if (verb === "set" && limit === "1048576") return answer("", 1, "size is less than current used or reserved space");
				if (verb === "set" && dataset !== null) dataset.limit = Number(limit);
				if (verb === "mount" && dataset !== null) dataset.mounted = "yes";
				if (verb === "destroy") dataset = null;
				return answer(verb === "list" ? line() : "");
			});
		const driver = () => createZfsDriver({ root, tools: tools(), host: hostWith(`1 0 0:9 / ${root} rw - zfs tank/v rw`) });

		beforeEach(() => {
			dataset = null;
		});

		it("makes a dataset with a limit on what it refers to, mounted under the volume's name", async () => {
			expect(await driver().ensure(spec(64 * MIB), call)).toEqual({ outcome: "created" });
			expect(changing()).toEqual([
				[
					"zfs",
					"create",
					"-o",
					"refquota=67108864",
					"-o",
					`mountpoint=${join(root, id)}`,
					"-o",
					"setuid=off",
					"-o",
					"devices=off",
					`tank/v/${id}`,
				],
			]);
			expect(said[0]).toEqual(["zfs", "list", ...columns, `tank/v/${id}`]);
			expect(await driver().usage(id, call)).toEqual({ id, usedBytes: 24576, limitBytes: 64 * MIB });
			expect(await driver().list(call, null)).toEqual([{ id, usedBytes: 24576, limitBytes: 64 * MIB }]);
			expect(said.at(-1)).toEqual(["zfs", "list", ...columns, "-d", "1", "tank/v"]);
		});

		it("changes the limit live, mounts what a reboot left unmounted, and says when a volume holds more", async () => {
			await driver().ensure(spec(64 * MIB), call);
			said = [];
			expect(await driver().ensure(spec(64 * MIB), call)).toEqual({ outcome: "kept" });
			expect(await driver().setQuota(id, 128 * MIB, call)).toEqual({ changed: true });
			if (dataset !== null) dataset.mounted = "no";
			expect(await driver().attach(id, call)).toBe(true);
			expect(changing()).toEqual([
				["zfs", "set", "refquota=134217728", `tank/v/${id}`],
				["zfs", "mount", `tank/v/${id}`],
			]);
			await expect(driver().setQuota(id, MIB, call)).rejects.toMatchObject({ code: "CONFLICT" });
		});

		it("destroys the dataset with its snapshots; twice is no error", async () => {
			await driver().ensure(spec(64 * MIB), call);
			said = [];
			expect(await driver().destroy(id, call)).toEqual({ changed: true });
			expect(changing()).toEqual([["zfs", "destroy", "-r", "-f", `tank/v/${id}`]]);
			expect(await driver().destroy(id, call)).toEqual({ changed: false });
			await expect(driver().usage(id, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		});
	});

	describe("loop", () => {
		const image = () => join(root, ".images", `${id}.ext4`);
		const path = () => join(root, id);
		/** Mounted once `mount` has succeeded; the first `fails` tries do not. */
		const driver = (mayGrowLive: boolean, fails = 0, state = { mounted: true, left: fails }) => {
			const tools = scripted(async (args) => {
				const tool = said.at(-1)?.[0];
				if (tool === "umount") state.mounted = false;
				if (tool !== "mount") return answer("", tool === "e2fsck" ? 1 : 0);
				if (state.left-- > 0) return answer("", 32, "structure needs cleaning");
				state.mounted = args.length > 0;
				return answer();
			});
			const host: HostFacts = {
				...hostWith(""),
				mayGrowLive: async () => mayGrowLive,
				mountinfo: async () => (state.mounted ? `2 1 7:7 / ${path()} rw - ext4 /dev/loop7 rw` : ""),
				loopDevices: async () => (state.mounted ? [{ device: "/dev/loop7", backingFile: image() }] : []),
			};
			return { group: createLoopDriver({ root, tools, host }), state };
		};

		beforeEach(async () => {
			await mkdir(join(root, ".images"));
			await mkdir(path());
			await writeFile(image(), "");
			await truncate(image(), MIB);
		});

		it("grows a mounted image live where the kernel lets us", async () => {
			expect(await driver(true).group.setQuota(id, 4 * MIB, call)).toEqual({ changed: true });
			expect(said).toEqual([
				["losetup", "--set-capacity", "/dev/loop7"],
				["resize2fs", "/dev/loop7"],
			]);
			expect((await stat(image())).size).toBe(4 * MIB);
			expect(await readdir(join(root, ".images"))).toEqual([`${id}.ext4`]);
		});

		it("grows it out of use elsewhere, checked before and mounted after", async () => {
			expect(await driver(false).group.setQuota(id, 4 * MIB, call)).toEqual({ changed: true });
			expect(said).toEqual([
				["umount", path()],
				["e2fsck", "-f", "-p", image()],
				["resize2fs", image()],
				["mount", "-t", "ext4", "-o", "loop,nodev,nosuid,discard,errors=remount-ro", image(), path()],
			]);
		});

		it("repairs what a crash left dirty before it mounts again", async () => {
			const { group, state } = driver(true, 1);
			state.mounted = false;
			expect(await group.attach(id, call)).toBe(true);
			expect(names()).toEqual(["mount", "e2fsck", "mount"]);
		});

		it("does not touch what something else is mounted over", async () => {
			const host = hostWith(`2 1 8:1 / ${path()} rw - ext4 /dev/sda1 rw`);
			const other = createLoopDriver({ root, tools: scripted(() => answer()), host });
			await expect(other.attach(id, call)).rejects.toMatchObject({ code: "CONFLICT" });
			expect(said).toEqual([]);
		});
	});
});
