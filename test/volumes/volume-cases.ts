import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, isAppError, newId } from "@berth/core";
import type { VolumeGroup } from "@berth/engine/volumes";
import { pack } from "tar-stream";
import { expect, it } from "vitest";
import { fill } from "./fill.ts";

export const MIB = 1024 * 1024;
export const call = { signal: new AbortController().signal };
export const specOf = (id: string, mib: number) => ({ id, bytes: mib * MIB, owner: { uid: 1000, gid: 1000 }, mode: 0o711 });

/** A tar of nothing: only its end. */
async function* emptyArchive(): AsyncGenerator<Uint8Array> {
	yield Buffer.alloc(1_024);
}

/** What every group of volumes promises. */
export function volumeCases(open: () => VolumeGroup): void {
	it("makes a volume once, however often and however many at a time ask", async () => {
		const id = newId();
		const outcomes = await Promise.all([1, 2, 3].map(() => open().ensure(specOf(id, 16), call)));
		expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["created", "kept", "kept"]);
		expect((await open().list(call)).filter((one) => one.id === id)).toHaveLength(1);
		expect((await open().usage(id, call)).limitBytes).not.toBe(0);
		expect(await open().destroy(id, call)).toEqual({ changed: true });
		expect(await open().destroy(id, call)).toEqual({ changed: false });
		expect(await open().list(call)).toEqual([]);
	});

	it("knows nothing of a volume that is not there", async () => {
		const id = newId();
		await expect(open().usage(id, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		await expect(open().setQuota(id, 16 * MIB, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		await expect(open().ensureDirectories(id, [], call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		await expect(open().destroy("../elsewhere", call)).rejects.toMatchObject({ code: "BAD_INPUT" });
	});

	it("tells the usage of many in one look, and leaves out those that are not there", async () => {
		const ids = [newId(), newId(), newId()];
		for (const id of ids) await open().ensure(specOf(id, 16), call);
		const some = await open().usages([...ids.slice(1), newId()], call);
		expect(some.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
		await expect(open().usages(["../elsewhere"], call)).rejects.toMatchObject({ code: "BAD_INPUT" });
		for (const id of ids) await open().destroy(id, call);
		expect(await open().usages(ids, call)).toEqual([]);
	});

	it("lists what stands while others are made and go", async () => {
		const standing = newId();
		await open().ensure(specOf(standing, 16), call);
		let isDone = false;
		const listing = (async () => {
			while (!isDone) expect((await open().list(call)).map(({ id }) => id)).toContain(standing);
		})();
		const comeAndGo = async () => {
			const id = newId();
			await open().ensure(specOf(id, 16), call);
			await open().destroy(id, call);
		};
		try {
			await Promise.all(Array.from({ length: 6 }, comeAndGo));
		} finally {
			isDone = true;
		}
		await listing;
		await open().destroy(standing, call);
		expect(await open().list(call)).toEqual([]);
	});

	it("keeps a container's copies beside another's, and removes those alone that nobody is known to use", async () => {
		const id = newId();
		await open().ensure(specOf(id, 16), call);
		const copy = (container: string) =>
			open().fillDirectory(id, { container, path: "/app", archive: emptyArchive(), limits: { bytesMax: MIB, entriesMax: 9 } }, call);
		const sources = [await copy("old"), await copy("new")].map(({ source }) => source);
		expect(new Set(sources).size).toBe(2);
		const unknown = new AppError("ENGINE_UNREACHABLE");
		await expect(open().pruneCopies(id, () => Promise.reject(unknown), call)).rejects.toMatchObject({ code: unknown.code });
		const asked: string[] = [];
		const inUse = async (containers: readonly string[]) => {
			asked.push(...containers.toSorted());
			return new Set(["new", "stranger"]);
		};
		expect(await open().pruneCopies(id, inUse, call)).toEqual({ removed: ["old"] });
		expect(await open().pruneCopies(id, inUse, call)).toEqual({ removed: [] });
		expect(asked).toEqual(["new", "old", "new"]);
		await open().destroy(id, call);
		await open().ensure(specOf(id, 16), call);
		expect(await open().pruneCopies(id, inUse, call)).toEqual({ removed: [] });
		await open().destroy(id, call);
	});

	it("says that a volume without anything but copies of images holds no data", async () => {
		const id = newId();
		await expect(open().holdsData(id, call)).rejects.toMatchObject({ code: "NOT_FOUND" });
		await open().ensure(specOf(id, 16), call);
		expect(await open().holdsData(id, call)).toEqual({ holds: false });
		const limits = { bytesMax: MIB, entriesMax: 9 };
		await open().fillDirectory(id, { container: "one", path: "/app", archive: emptyArchive(), limits }, call);
		expect(await open().holdsData(id, call)).toEqual({ holds: false });
		await open().destroy(id, call);
	});

	it("gives back the data it was given as the same archive, and takes none into a volume that has some", async () => {
		const [from, to] = [newId(), newId()];
		for (const id of [from, to]) await open().ensure(specOf(id, 16), call);
		const prefix = "volumes/db-0";
		const content = Buffer.alloc(3 * MIB, "abc");
		const given = pack();
		given.entry({ name: "first" }, "{}");
		given.entry({ name: `${prefix}/data/`, type: "directory", mode: 0o750, uid: 70_000, gid: 70_001, mtime: new Date(7_000) });
		given.entry({ name: `${prefix}/data/file`, mode: 0o604, uid: 70_000, gid: 70_001, mtime: new Date(8_000) }, content);
		given.entry({ name: `${prefix}/data/link`, type: "symlink", linkname: "/etc/passwd", mtime: new Date(9_000) });
		given.entry({ name: `${prefix}/data/same`, type: "link", linkname: `${prefix}/data/file`, mtime: new Date(8_000) });
		given.entry({ name: "last" }, "{}");
		given.finalize();
		const take = (archive: AsyncIterable<Uint8Array>, id: string) =>
			open().importData(
				archive,
				{ first: "first", last: "last", begin: async () => [{ id, prefix, bytesMax: 8 * MIB, entriesMax: 9 }] },
				call,
			);
		const give = (id: string) =>
			open().exportData(
				{
					first: { name: "first", content: {} },
					volumes: [{ id, prefix, bytesMax: 8 * MIB }],
					last: async (volumes) => ({ name: "last", content: volumes }),
				},
				call,
			);
		const [came] = (await take(given as AsyncIterable<Uint8Array>, from)).volumes;
		expect(came).toMatchObject({ prefix, files: 1, directories: 1, links: 2, bytes: content.length });
		const again = await take(give(from), to);
		expect(again.volumes[0]).toMatchObject({ files: 1, directories: 1, links: 2, bytes: content.length });
		expect(again.last).toMatchObject(again.volumes);
		await expect(take(give(from), to)).rejects.toMatchObject({ code: "CONFLICT", data: { why: "not-empty" } });
		await expect(take(give(newId()), to)).rejects.toMatchObject({ code: "NOT_FOUND" });
		for (const id of [from, to]) await open().destroy(id, call);
		expect(await open().list(call)).toEqual([]);
	});

	it("completes what was given up midway", async () => {
		const id = newId();
		for (const afterMs of [0, 2, 10, 25]) {
			const given = await open()
				.ensure(specOf(id, 16), { signal: AbortSignal.timeout(afterMs) })
				.catch((error: unknown) => error);
			expect(given).toSatisfy((one) => !(one instanceof Error) || isAppError(one, "ABORTED"));
		}
		await open().ensure(specOf(id, 16), call);
		expect(await open().ensure(specOf(id, 16), call)).toEqual({ outcome: "kept" });
		await open().destroy(id, call);
		expect(await open().list(call)).toEqual([]);
	});
}

/** What those promise besides that hold limits on a disk. */
export function quotaCases(open: () => { readonly volumes: VolumeGroup; readonly root: string }): void {
	it("stops a writer at the limit, lets it go on when the limit grows, and says how much is used", async () => {
		const { volumes, root } = open();
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		const file = join(root, id, "data");
		const first = await fill(file, 64 * MIB);
		expect(["ENOSPC", "EDQUOT"]).toContain(first.stoppedBy);
		expect(first.bytes).toBeLessThanOrEqual(16 * MIB);
		expect(first.bytes).toBeGreaterThan(10 * MIB);
		const before = await volumes.usage(id, call);
		expect(before.usedBytes).toBeGreaterThan(10 * MIB);
		expect(before.limitBytes).toBeGreaterThan(10 * MIB);

		expect(await volumes.setQuota(id, 32 * MIB, call)).toEqual({ changed: true });
		expect(await volumes.setQuota(id, 32 * MIB, call)).toEqual({ changed: false });
		const second = await fill(file, 64 * MIB);
		expect(["ENOSPC", "EDQUOT"]).toContain(second.stoppedBy);
		expect(first.bytes + second.bytes).toBeLessThanOrEqual(32 * MIB);
		expect(first.bytes + second.bytes).toBeGreaterThan(22 * MIB);
		expect((await volumes.usage(id, call)).limitBytes).toBeGreaterThan(22 * MIB);
		// A full volume goes like any other.
		expect(await volumes.destroy(id, call)).toEqual({ changed: true });
	});

	it("knows a volume that a program has written to, be it a name alone, and takes nothing for empty that it cannot read", async () => {
		const { volumes, root } = open();
		const id = newId();
		await volumes.ensure(specOf(id, 16), call);
		const owner = { uid: 1000, gid: 1000 };
		await volumes.ensureDirectories(id, [{ path: "/data", owner, mode: 0o755 }], call);
		expect(await volumes.holdsData(id, call)).toEqual({ holds: false });
		const place = join(root, id, "data", "data");
		await mkdir(join(place, "\u00e9"));
		expect(await volumes.holdsData(id, call)).toEqual({ holds: true });
		await rm(join(place, "\u00e9"), { recursive: true });
		expect(await volumes.holdsData(id, call)).toEqual({ holds: false });
		await writeFile(join(root, id, "stranger"), "");
		expect(await volumes.holdsData(id, call)).toEqual({ holds: true });
		await volumes.destroy(id, call);
	});

	it("destroys everything in a volume and nothing its links point at", async () => {
		const { volumes, root } = open();
		const [kept, gone] = [newId(), newId()];
		for (const id of [kept, gone]) await volumes.ensure(specOf(id, 16), call);
		await writeFile(join(root, kept, "file"), "kept");
		await mkdir(join(root, gone, "a", "b"), { recursive: true });
		await symlink(join(root, kept), join(root, gone, "a", "link"));
		await volumes.destroy(gone, call);
		expect(await readFile(join(root, kept, "file"), "utf8")).toBe("kept");
		expect(await readdir(root)).not.toContain(gone);
		await volumes.destroy(kept, call);
	});
}
