import { execFile } from "node:child_process";
import {
	appendFile,
	chmod,
	link,
	lstat,
	lutimes,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	realpath,
	rename,
	rm,
	stat,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError, isAppError, newId } from "@berth/core";
import { createMemoryVolumes, createVolumes, type ImportTarget, type VolumeGroup } from "@berth/engine/volumes";
import { type Header, pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const run = promisify(execFile);
const call = { signal: new AbortController().signal };
const mine = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const MIB = 1024 * 1024;
const PREFIX = "volumes/db-0";

const gathered = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
};
async function* inPieces(bytes: Buffer, size = 700): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

type Entry = readonly [header: Partial<Header> & { readonly name: string } & { readonly pax?: Record<string, string> }, content?: string];

/** An archive of these entries between its two documents. */
async function archiveOf(entries: readonly Entry[], ends = true): Promise<Buffer> {
	const archive = pack();
	const all: readonly Entry[] = [[{ name: "first.json" }, "{}"], ...entries, ...(ends ? [[{ name: "last.json" }, "{}"] as const] : [])];
	for (const [header, content] of all) {
		if (content === undefined) archive.entry(header);
		else archive.entry(header, content);
	}
	archive.finalize();
	return await gathered(archive as AsyncIterable<Uint8Array>);
}

const top: Entry = [{ name: `${PREFIX}/data/`, type: "directory", mode: 0o700, ...mine }];
const file = (name: string, content = "x"): Entry => [{ name: `${PREFIX}/${name}`, ...mine }, content];

describe("an archive of volumes", () => {
	let base: string;
	let root: string;
	let volumes: VolumeGroup;
	const open = async (group: VolumeGroup) => {
		const id = newId();
		await group.ensure({ id, bytes: MIB, owner: mine, mode: 0o711 }, call);
		return id;
	};
	const exported = (group: VolumeGroup, id: string, last = async (reports: unknown) => ({ name: "last.json", content: reports })) =>
		group.exportData(
			{ first: { name: "first.json", content: { is: "ours" } }, volumes: [{ id, prefix: PREFIX, bytesMax: 64 * MIB }], last },
			call,
		);
	const imported = (group: VolumeGroup, archive: AsyncIterable<Uint8Array>, id: string, more: Partial<ImportTarget> = {}) =>
		group.importData(
			archive,
			{
				first: "first.json",
				last: "last.json",
				begin: async () => [{ id, prefix: PREFIX, bytesMax: 64 * MIB, entriesMax: 1_000, ...more }],
			},
			call,
		);
	const directoryOf = async (id: string): Promise<string> =>
		(await volumes.ensureDirectories(id, [{ path: "/data", owner: mine, mode: 0o700 }], call)).sources[0] ?? "";
	const listed = async (directory: string) =>
		(await run("find", [directory, "-printf", "%P %y %m %U:%G %s %Ts %l\n"])).stdout.split("\n").sort();

	beforeEach(async () => {
		base = await realpath(await mkdtemp(join(tmpdir(), "berth-archive-")));
		root = join(base, "volumes");
		volumes = createVolumes({ root, driver: "plain", installation: "here" });
		await writeFile(join(base, "outside"), "untouched");
	});
	afterEach(() => rm(base, { recursive: true, force: true }));

	it("brings back every kind of file with its name, links, rights and time, and is one that tar reads", async () => {
		const [from, to] = [await open(volumes), await open(volumes)];
		const data = await directoryOf(from);
		await mkdir(join(data, "deep"));
		await writeFile(join(data, "deep", "file"), Buffer.alloc(600_000, "ab"));
		await link(join(data, "deep", "file"), join(data, "again"));
		await symlink("../../outside", join(data, "out"));
		await lutimes(join(data, "out"), 5, 5);
		await writeFile(Buffer.concat([Buffer.from(`${data}/`), Buffer.from([0xff, 0x41])]), "no UTF-8");
		await writeFile(join(data, "ünï\ncode"), "");
		await writeFile(join(data, "nobody"), "no rights");
		await chmod(join(data, "nobody"), 0);
		await run("truncate", ["-s", "8M", join(data, "sparse")]);
		await run("mkfifo", [join(data, "pipe")]);
		await lutimes(join(data, "deep"), -1_000.5, -1_000.5);
		await chmod(join(data, "deep"), 0o1555);

		let reports: unknown;
		const bytes = await gathered(
			exported(volumes, from, async (said) => {
				reports = said;
				return { name: "last.json", content: said };
			}),
		);
		const { last, volumes: came } = await imported(volumes, inPieces(bytes, 10_007), to);
		expect(last).toEqual(reports);
		expect(last).toMatchObject([
			{ ...came[0], files: 5, directories: 2, links: 2, skipped: [{ path: "data/pipe", what: "fifo" }], skippedCount: 1 },
		]);
		await rm(join(data, "pipe"));
		await lutimes(data, 7, 7);
		await lutimes(await directoryOf(to), 7, 7);
		expect(await listed(await directoryOf(to))).toEqual(await listed(data));
		await run("diff", ["-r", "--no-dereference", data, await directoryOf(to)]);
		expect((await stat(join(await directoryOf(to), "sparse"))).blocks).toBe(0);
		expect((await lstat(join(await directoryOf(to), "again"))).nlink).toBe(2);

		await writeFile(join(base, "archive.tar"), bytes);
		await mkdir(join(base, "by-tar"));
		await run("tar", ["-xf", join(base, "archive.tar"), "-C", join(base, "by-tar")]);
		expect((await readdir(join(base, "by-tar"))).sort()).toEqual(["first.json", "last.json", "volumes"]);
		expect(await readFile(join(base, "by-tar", PREFIX, "data", "again"))).toEqual(Buffer.alloc(600_000, "ab"));
	});

	it("is the same to a simulated host, which gives back what it was given", async () => {
		const memory = createMemoryVolumes();
		const [from, there, back] = [await open(volumes), await open(memory), await open(volumes)];
		await writeFile(join(await directoryOf(from), "file"), "hello");
		await imported(memory, exported(volumes, from), there);
		const { last, volumes: came } = await imported(volumes, exported(memory, there), back);
		expect(last).toMatchObject(came);
		expect(await readFile(join(await directoryOf(back), "file"), "utf8")).toBe("hello");
	});

	it("leaves out what an image brought, and is empty for a volume that nothing was ever mounted of", async () => {
		const id = await open(volumes);
		await volumes.fillDirectory(
			id,
			{ container: "web", path: "/app", archive: inPieces(Buffer.alloc(1_024)), limits: { bytesMax: MIB, entriesMax: 9 } },
			call,
		);
		const { volumes: came } = await imported(volumes, exported(volumes, id), await open(volumes));
		expect(came).toMatchObject([{ files: 0, directories: 0, links: 0, bytes: 0 }]);
	});

	it("ends without its last entry when something writes meanwhile, and when the caller finds it is not the same any more", async () => {
		const id = await open(volumes);
		const data = await directoryOf(id);
		await writeFile(join(data, "file"), Buffer.alloc(2 * MIB, 1));
		const written: Uint8Array[] = [];
		const reading = (async () => {
			for await (const chunk of exported(volumes, id)) {
				if (chunk.length > 100_000) await appendFile(join(data, "file"), "more");
				written.push(chunk);
			}
		})();
		await expect(reading).rejects.toMatchObject({ code: "CONFLICT", data: { why: "changed" } });
		await expect(imported(volumes, inPieces(Buffer.concat(written)), await open(volumes))).rejects.toMatchObject({ code: "BAD_INPUT" });
		const refused = new AppError("VERSION_CONFLICT");
		await expect(gathered(exported(volumes, id, () => Promise.reject(refused)))).rejects.toBe(refused);
	});

	it("is not whole when the directory of volumes went while it was read", async () => {
		const id = await open(volumes);
		await writeFile(join(await directoryOf(id), "file"), Buffer.alloc(200_000, 1));
		const reading = (async () => {
			// What is open goes on being read.
			for await (const chunk of exported(volumes, id)) if (chunk.length > 100_000) await rename(root, join(base, "unmounted"));
		})();
		await expect(reading).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { why: "root-changed" } });
		await rename(join(base, "unmounted"), root);
	});

	it("can be left by its reader at any point, and leaves no file open", async () => {
		const id = await open(volumes);
		await writeFile(join(await directoryOf(id), "file"), Buffer.alloc(2 * MIB, 1));
		const openFiles = async () => (await readdir("/proc/self/fd")).length;
		const before = await openFiles();
		for (const chunks of [0, 1, 3, 8]) {
			let seen = 0;
			for await (const _ of exported(volumes, id)) if (seen++ === chunks) break;
			const end = new AbortController();
			const cut = gathered(
				volumes.exportData(
					{
						first: { name: "a", content: 1 },
						volumes: [{ id, prefix: PREFIX, bytesMax: MIB * 9 }],
						last: () => {
							end.abort();
							return Promise.withResolvers<never>().promise;
						},
					},
					end,
				),
			);
			await expect(cut).rejects.toMatchObject({ code: "ABORTED" });
		}
		expect(await openFiles()).toBeLessThanOrEqual(before);
	});

	it("is refused wherever it is cut", async () => {
		const from = await open(volumes);
		await writeFile(join(await directoryOf(from), "file"), Buffer.alloc(3_000, 1));
		const bytes = await gathered(exported(volumes, from));
		const end = bytes.indexOf("last.json") + 512;
		for (const at of [0, 1, 511, 512, 1_024, ...Array.from({ length: 12 }, (_, n) => Math.floor((end * (n + 1)) / 13)), end - 512, end]) {
			const id = await open(volumes);
			await expect(imported(volumes, inPieces(bytes.subarray(0, at)), id)).rejects.toMatchObject({ code: "BAD_INPUT" });
		}
		// A changed byte is told by the sums.
		const changed = Buffer.from(bytes);
		changed[bytes.lastIndexOf(1)] = 2;
		const { last, volumes: came } = await imported(volumes, inPieces(changed), await open(volumes));
		expect(last).not.toMatchObject([{ sha256: came[0]?.sha256 }]);
	});

	const hostile: readonly (readonly [string, string, readonly Entry[]])[] = [
		["a way up", "traversal", [top, file("data/../../../outside")]],
		["an absolute name", "absolute", [[{ name: "/etc/outside" }, "x"]]],
		[
			"a name of bytes that leads up",
			"traversal",
			[top, [{ name: `${PREFIX}/data/fine`, pax: { "BERTH.path": btoa(`${PREFIX}/data/../../x`) } }, "x"]],
		],
		["what belongs to no volume", "malformed", [[{ name: "volumes/db-1/data/x" }, "x"]]],
		["what stands beside the volumes", "malformed", [[{ name: "else" }, "x"]]],
		["a file where containers mount", "malformed", [file("data")]],
		["a link where containers mount", "malformed", [[{ name: `${PREFIX}/data`, type: "symlink", linkname: "/etc" }]]],
		["a device", "special", [top, [{ name: `${PREFIX}/data/null`, type: "character-device", devmajor: 1, devminor: 3 }]]],
		["a fifo", "special", [top, [{ name: `${PREFIX}/data/pipe`, type: "fifo" }]]],
		[
			"writing through a link",
			"malformed",
			[top, [{ name: `${PREFIX}/data/l`, type: "symlink", linkname: "../../.." }], file("data/l/outside", "bad")],
		],
		[
			"a file in the place of a link",
			"duplicate",
			[top, [{ name: `${PREFIX}/data/l`, type: "symlink", linkname: "../../../../outside" }], file("data/l", "bad")],
		],
		[
			"a directory in the place of a link",
			"duplicate",
			[top, [{ name: `${PREFIX}/data/l`, type: "symlink", linkname: "/" }], [{ name: `${PREFIX}/data/l/`, type: "directory" }]],
		],
		["a hard link out of the volume", "escape", [top, [{ name: `${PREFIX}/data/h`, type: "link", linkname: "/etc/passwd".slice(1) }]]],
		["a hard link that goes up", "traversal", [top, [{ name: `${PREFIX}/data/h`, type: "link", linkname: `${PREFIX}/../../x` }]]],
		[
			"a hard link to a link",
			"escape",
			[
				top,
				[{ name: `${PREFIX}/data/l`, type: "symlink", linkname: "/etc/passwd" }],
				[{ name: `${PREFIX}/data/h`, type: "link", linkname: `${PREFIX}/data/l` }],
			],
		],
		[
			"a hard link through a link",
			"escape",
			[
				top,
				[{ name: `${PREFIX}/data/l`, type: "symlink", linkname: "/etc" }],
				[{ name: `${PREFIX}/data/h`, type: "link", linkname: `${PREFIX}/data/l/passwd` }],
			],
		],
		["an entry twice", "duplicate", [top, file("data/a"), file("data/a")]],
		["a directory that was left already", "duplicate", [top, [{ name: `${PREFIX}/other/`, type: "directory" }], top]],
		["an owner that is none", "owner", [top, [{ name: `${PREFIX}/data/a`, pax: { uid: "4294967295" } }, "x"]]],
		["a time that is none", "malformed", [top, [{ name: `${PREFIX}/data/a`, pax: { mtime: "yesterday" } }, "x"]]],
		["more bytes than allowed", "too-large", [top, file("data/a", "x".repeat(3_000)), file("data/b", "x".repeat(3_000))]],
		["more entries than allowed", "too-many", [top, ...Array.from({ length: 12 }, (_, n) => file(`data/${n}`))]],
		[
			"a header of megabytes",
			"too-large",
			[
				top,
				[{ name: `${PREFIX}/data/a`, pax: { comment: "x".repeat(3 * 1024 * 1024) } }, "x"],
				[{ name: `${PREFIX}/data/b`, pax: { comment: "x".repeat(3 * 1024 * 1024) } }, "x"],
				...Array.from(
					{ length: 6 },
					(_, n): Entry => [{ name: `${PREFIX}/data/c${n}`, pax: { comment: "x".repeat(3 * 1024 * 1024) } }, "x"],
				),
			],
		],
		["something after its end", "malformed", [top, [{ name: "last.json" }, "{}"]]],
		["a document that is none", "malformed", [top, [{ name: "last.json" }, "{"]]],
	];
	it.each(hostile)("is refused for %s, and nothing outside is written", async (_, why, entries) => {
		const bytes = await archiveOf(entries);
		for (const group of [volumes, createMemoryVolumes()]) {
			const id = await open(group);
			const error = await imported(group, inPieces(bytes, 65_536), id, { bytesMax: 4_000, entriesMax: 10 }).catch((one: unknown) => one);
			expect(error).toSatisfy((one) => isAppError(one, "BAD_INPUT") && one.data.why === why);
		}
		expect((await readdir(root)).filter((name) => !name.startsWith("."))).toHaveLength(1);
		expect(await readdir(base)).toEqual([".volumes.berth-root", "outside", "volumes"]);
		expect(await readFile(join(base, "outside"), "utf8")).toBe("untouched");
	});

	it("goes into an empty volume alone, and is nobody's where there is no end", async () => {
		const id = await open(volumes);
		await directoryOf(id);
		await expect(imported(volumes, inPieces(await archiveOf([top])), id)).rejects.toMatchObject({ data: { why: "not-empty" } });
		await expect(imported(volumes, inPieces(await archiveOf([top], false)), await open(volumes))).rejects.toMatchObject({
			data: { why: "incomplete" },
		});
		await expect(imported(volumes, inPieces(await archiveOf([top])), newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
	});
});
