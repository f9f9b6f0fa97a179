import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@berth/core";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createVolumes, type VolumesOptions } from "./create-volumes.ts";
import { systemFacts } from "./host-facts.ts";
import { directoryNameOf } from "./volume-contents.ts";

const call = { signal: new AbortController().signal };
const mine = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const MIB = 1024 * 1024;

describe("volumes in a directory", () => {
	let base: string;
	let root: string;
	const volumes = (more: Partial<VolumesOptions> = {}) => createVolumes({ root, driver: "plain", installation: "here", ...more });
	const spec = (id: string) => ({ id, bytes: MIB, owner: mine, mode: 0o711 });

	beforeEach(async () => {
		base = await realpath(await mkdtemp(join(tmpdir(), "berth-volumes-")));
		root = join(base, "volumes");
	});
	afterEach(() => rm(base, { recursive: true, force: true }));

	it("takes no name that is no id and no limit that is no limit", async () => {
		const group = volumes();
		for (const id of ["", ".", "..", "../x", "a/b", "0190A1B2-C3D4-7E5F-8A6B-0C1D2E3F4A5B", `${newId()}/..`]) {
			await expect(group.ensure(spec(id), call)).rejects.toMatchObject({ code: "BAD_INPUT" });
			await expect(group.destroy(id, call)).rejects.toMatchObject({ code: "BAD_INPUT" });
		}
		for (const bytes of [0, -1, 1.5, Number.NaN, 2 ** 60])
			await expect(group.ensure({ ...spec(newId()), bytes }, call)).rejects.toMatchObject({ code: "BAD_INPUT" });
	});

	it("follows no link that stands in a volume's place", async () => {
		const group = volumes();
		const id = newId();
		await group.list(call);
		await mkdir(join(base, "elsewhere"));
		await writeFile(join(base, "elsewhere", "kept"), "kept");
		await symlink(join(base, "elsewhere"), join(root, id));
		await expect(group.ensure(spec(id), call)).rejects.toMatchObject({ code: "CONFLICT" });
		await group.destroy(id, call);
		expect(await readFile(join(base, "elsewhere", "kept"), "utf8")).toBe("kept");
		expect(await readdir(root)).toEqual([".berth-volumes.json"]);
	});

	it("answers nothing and destroys nothing once the directory is another one", async () => {
		const group = volumes();
		const id = newId();
		await group.ensure(spec(id), call);
		const { rootId } = await group.info(call);
		await rename(root, join(base, "unmounted"));
		await expect(group.list(call)).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { why: "root-changed" } });
		await mkdir(root);
		await expect(group.list(call)).rejects.toMatchObject({ data: { why: "root-changed" } });
		await expect(group.destroy(id, call)).rejects.toMatchObject({ data: { why: "root-changed" } });
		await expect(volumes({ rememberedRootId: rootId ?? "" }).ensure(spec(id), call)).rejects.toMatchObject({
			data: { why: "root-changed" },
		});

		await rm(root, { recursive: true });
		await rename(join(base, "unmounted"), root);
		expect((await volumes({ rememberedRootId: rootId ?? "" }).list(call)).map((one) => one.id)).toEqual([id]);
	});

	it("is one directory to all who find it new at a time", async () => {
		const groups = Array.from({ length: 8 }, () => volumes());
		const ids = (await Promise.all(groups.map((group) => group.info(call)))).map(({ rootId }) => rootId);
		expect(new Set(ids).size).toBe(1);
		for (const group of [...groups, volumes()]) expect(await group.list(call)).toEqual([]);
		expect(await readdir(root)).toEqual([".berth-volumes.json"]);
		expect(await readdir(base)).toEqual([".volumes.berth-root", "volumes"]);
	});

	it("refuses a directory that holds other things or that others may write to", async () => {
		await mkdir(root);
		await writeFile(join(root, "letter.txt"), "dear");
		await expect(volumes().list(call)).rejects.toMatchObject({ code: "BAD_INPUT" });
		expect((await volumes().preflight(call))[0]).toMatchObject({ id: "volume_root", severity: "blocker" });
		await rm(join(root, "letter.txt"));
		// What a process of ours that was killed in its first use may have left.
		await mkdir(join(root, ".trial"));
		await writeFile(join(root, ".berth-volumes.json.making"), "{");
		expect(await volumes().list(call)).toEqual([]);
		await chmod(root, 0o777);
		await expect(volumes().list(call)).rejects.toMatchObject({ code: "BAD_INPUT" });
	});

	it("says in its preflight that plain holds no limit", async () => {
		const [driver] = await volumes().preflight(call);
		expect(driver).toMatchObject({ id: "volume_driver", severity: "warning" });
		expect(driver?.remedy).not.toBeNull();
		expect(await volumes().info(call)).toMatchObject({ driver: "plain", hasQuota: false });
	});

	it("tells a disk that hangs from one that is bad, and is not held up by it", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		try {
			const group = volumes({ host: { ...systemFacts, filesystemMagic: () => new Promise(() => undefined) } });
			const looking = group.preflight(call);
			await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0), { timeout: 20_000 });
			await vi.advanceTimersByTimeAsync(60_000);
			expect(await looking).toMatchObject([{ id: "volume_driver", severity: "warning", broke: true }]);
			await expect(group.preflight({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
		} finally {
			vi.useRealTimers();
		}
	});

	it("makes directories for a container that no tenant can bend into links", async () => {
		const group = volumes({ toHostPath: (path) => path.replace(base, "/host") });
		const id = newId();
		await group.ensure(spec(id), call);
		const directories = [
			{ path: "/data/inner", owner: mine, mode: 0o750 },
			{ path: "/data", owner: mine, mode: 0o700 },
		];
		const { sources } = await group.ensureDirectories(id, directories, call);
		expect(sources).toEqual([`/host/volumes/${id}/data/data%2Finner`, `/host/volumes/${id}/data/data`]);
		await chmod(join(root, id, "data", "data"), 0o755);
		await group.ensureDirectories(id, directories, call);
		expect((await lstat(join(root, id, "data", "data"))).mode & 0o777).toBe(0o755);
		expect(await readdir(join(root, id, "data"))).toHaveLength(2);

		await rm(join(root, id, "data", "data"), { recursive: true });
		await symlink("/etc", join(root, id, "data", "data"));
		await expect(group.ensureDirectories(id, directories, call)).rejects.toMatchObject({ code: "CONFLICT" });
		for (const path of ["", "/", "data", "/a/../b", "/.."]) expect(() => directoryNameOf(path)).toThrow("must be absolute");
		expect(directoryNameOf(`/${"n".repeat(300)}`)).toHaveLength(200);
	});

	it("fills a directory with all of an archive or leaves what was there", async () => {
		const group = volumes();
		const id = newId();
		await group.ensure(spec(id), call);
		const archive = (...files: string[]) => {
			const tar = pack();
			tar.entry({ name: "html", type: "directory", mode: 0o755, ...mine });
			for (const name of files) tar.entry({ name, ...mine }, name);
			tar.finalize();
			return tar as AsyncIterable<Uint8Array>;
		};
		const limits = { bytesMax: 1_000, entriesMax: 10 };
		const content = { container: "web-1", path: "/var/www/html", limits };
		const fill = (...files: string[]) => group.fillDirectory(id, { ...content, archive: archive(...files) }, call);

		const { source, files } = await fill("html/one", "html/two");
		expect(files).toBe(2);
		await fill("html/three");
		expect(await readdir(source)).toEqual(["three"]);
		await expect(fill("html/four", "html/../../../bad")).rejects.toMatchObject({ code: "BAD_INPUT" });
		expect(await readdir(source)).toEqual(["three"]);
		expect(await readdir(join(root, id, "image/web-1"))).toHaveLength(1);
		for (const container of ["", "..", "../data", ".making"])
			await expect(group.fillDirectory(id, { ...content, container, archive: archive() }, call)).rejects.toMatchObject({
				code: "BAD_INPUT",
			});
	});

	it("looks for nobody's copies where there are none, and takes nothing for one that it did not make", async () => {
		const group = volumes();
		const id = newId();
		await group.ensure(spec(id), call);
		const findUsed = vi.fn(async () => new Set<string>());
		expect(await group.pruneCopies(id, findUsed, call)).toEqual({ removed: [] });
		expect(await readdir(join(root, id))).toEqual([]);
		await mkdir(join(root, id, "image", "var%2Fwww"), { recursive: true });
		await mkdir(join(base, "elsewhere/kept"), { recursive: true });
		await symlink(join(base, "elsewhere"), join(root, id, "image", "web-1"));
		expect(await group.pruneCopies(id, findUsed, call)).toEqual({ removed: [] });
		expect(findUsed).not.toHaveBeenCalled();
		expect(await readdir(join(base, "elsewhere"))).toEqual(["kept"]);
		await expect(group.pruneCopies(newId(), findUsed, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
	});

	it("destroys and gives up twice as well as once", async () => {
		const group = volumes();
		const id = newId();
		await expect(group.ensure(spec(id), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
		await group.ensure(spec(id), call);
		await expect(group.destroy(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
		expect(await group.destroy(id, call)).toEqual({ changed: true });
		expect(await group.destroy(id, call)).toEqual({ changed: false });
		await expect(group.usage(id, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
	});
});
