import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, chown, link, lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isAppError, newId } from "@berth/core";
import { detectVolumeOwner, detectWritablePaths, openImageArchive, resolveUser } from "@berth/engine/files";
import { createVolumes } from "@berth/engine/volumes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDaemon } from "./docker-daemon.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { call, MIB, specOf } from "./volume-cases.ts";

const run = promisify(execFile);

describe("files of a real image", () => {
	const daemon = connectDaemon();
	const labels = { "berth.test": randomUUID() };
	const query = new URLSearchParams({ all: "true", filters: JSON.stringify({ label: [`berth.test=${labels["berth.test"]}`] }) });
	const containers = () => daemon.ask("GET", `/containers/json?${query}&`);
	let scratch: Scratch;
	let image: string;

	beforeAll(async () => {
		scratch = await openScratch();
		const root = join(scratch.path, "image");
		for (const path of ["etc", "data", "var/lib/app/inner", "var/lib/odd", "var/log"]) await mkdir(join(root, path), { recursive: true });
		await writeFile(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\napp:x:1000:1001::/:/bin/sh\n");
		await writeFile(join(root, "etc/group"), "root:x:0:\nstaff:x:50:app\n");
		const app = join(root, "var/lib/app");
		await writeFile(join(app, "inner/tool"), "content");
		await chmod(join(app, "inner/tool"), 0o4755);
		await link(join(app, "inner/tool"), join(app, "same"));
		await symlink("/etc/shadow", join(app, "link"));
		await run("mkfifo", [join(root, "var/lib/odd/pipe")]);
		for (const path of ["var/lib/app", "var/lib/app/inner", "var/lib/odd"]) await chown(join(root, path), 1000, 1001);
		await chown(join(app, "inner/tool"), 1000, 1001);
		await chmod(join(app, "inner/tool"), 0o4755);
		await chown(join(root, "data"), 999, 998);
		const tar = spawn("tar", ["-C", root, "--numeric-owner", "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
		image = await daemon.importImage(tar.stdout, ["VOLUME /data", "USER app"]);
	});
	afterAll(async () => {
		await daemon.ask("DELETE", `/images/${image}`);
		await scratch[Symbol.asyncDispose]();
	});

	it("tell its user, the owner of its volumes and where it must write, without a container being started or left", async () => {
		{
			await using files = await openImageArchive(daemon, { image, labels }, call);
			expect(await resolveUser(files, "app", call)).toEqual({ uid: 1000, gid: 1001 });
			expect(await resolveUser(files, "app:staff", call)).toEqual({ uid: 1000, gid: 50 });
			expect(await detectVolumeOwner(files, ["/data"], call)).toEqual({ uid: 999, gid: 998 });
			const found = await detectWritablePaths(files, { user: { uid: 1000, gid: 1001 }, covered: ["/data"] }, call);
			expect(found).toEqual({ paths: ["/var/lib/app", "/var/lib/odd"], empty: [], truncated: false });
			expect(await files.open("/none", call)).toBeNull();
			expect(await containers()).toMatchObject([{ State: "created" }]);
		}
		expect(await containers()).toEqual([]);
	});

	it("fill a directory of a volume with owners and modes, and nothing of an image that holds a fifo", async () => {
		const root = join(scratch.path, "volumes");
		const volumes = createVolumes({ root, driver: "plain", installation: "test" });
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		await using files = await openImageArchive(daemon, { image, labels }, call);
		const fill = async (path: string) => {
			const archive = await files.open(path, call);
			if (archive === null) throw new Error(`${path} is missing`);
			return await volumes.fillDirectory(id, { container: "one", path, archive, limits: { bytesMax: MIB, entriesMax: 100 } }, call);
		};

		const { source, ...report } = await fill("/var/lib/app");
		expect(report).toMatchObject({ files: 1, links: 2, bytes: 7 });
		const { uid, gid } = await lstat(source);
		expect([uid, gid]).toEqual([1000, 1001]);
		expect((await lstat(join(source, "inner/tool"))).mode & 0o7777).toBe(0o755);
		expect(await readFile(join(source, "same"), "utf8")).toBe("content");
		await expect(fill("/var/lib/odd")).rejects.toSatisfy((error) => isAppError(error, "BAD_INPUT") && error.data.why === "special");
		expect(await readdir(join(root, id, "image/one"))).toEqual(["var%2Flib%2Fapp"]);
	});

	it("are let go when the reader gives up", async () => {
		const aborting = new AbortController();
		aborting.abort();
		await expect(openImageArchive(daemon, { image, labels }, { signal: aborting.signal })).rejects.toThrow("abort");
		await using files = await openImageArchive(daemon, { image, labels }, call);
		await expect(detectVolumeOwner(files, ["/data"], { signal: aborting.signal })).rejects.toThrow("abort");
		expect(await containers()).toMatchObject([{ State: "created" }]);
	});

	it("leave no container behind", async () => {
		expect(await containers()).toEqual([]);
	});
});
