import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, lstat, open, readlink } from "node:fs/promises";
import { HeldDirectory } from "../files/held-directory.ts";
import { errnoOf } from "../files/translate-file-error.ts";
import { type SkippedEntry, TREE_DEPTH_MAX, TREE_PATH_BYTES_MAX, type TreeItem } from "./export-entry.ts";
import { notArchivable } from "./export-header.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * Everything below a directory, each directory before what is in it, without following a link.
 *
 * Nothing may write meanwhile: a file that became another, longer, shorter or newer while it was read ends it with CONFLICT, `data.why`
 * = `changed`. Cost: one open directory for each level, and the names of files that have several.
 */
export async function* walkTree(
	top: HeldDirectory,
	signal: AbortSignal,
	linkBytesMax: number = LINK_BYTES_MAX,
): AsyncGenerator<TreeItem, void, undefined> {
	const walk: Walk = { signal, links: new Map(), linkBytesLeft: linkBytesMax };
	yield* walkDirectory(walk, top, []);
}

interface Walk {
	readonly signal: AbortSignal;
	/** The first name of each file that has more to come, by its number. */
	readonly links: Map<string, { readonly path: string; left: number }>;
	/** What those may yet take of memory. */
	linkBytesLeft: number;
}

/**
 * Of names of files with several, as long as others of theirs are to come. Less: what backs up by links is not exported. More: a volume
 * that is full of them takes the memory of whoever exports it.
 */
const LINK_BYTES_MAX = 64 * 1024 * 1024;
/** What a name takes beside its bytes. */
const LINK_BYTES_EACH = 200;

async function* walkDirectory(walk: Walk, directory: HeldDirectory, above: readonly string[]): AsyncGenerator<TreeItem, void, undefined> {
	for await (const { name } of await directory.entries()) {
		walk.signal.throwIfAborted();
		// A directory that was being made when its process died; nobody has written to it.
		if (above.length === 0 && /^\.making-[0-9a-f-]{36}$/.test(name)) continue;
		const parts = [...above, name];
		if (parts.length > TREE_DEPTH_MAX || parts.join("/").length > TREE_PATH_BYTES_MAX) throw notArchivable("too-deep", parts);
		try {
			yield* walkEntry(walk, directory, parts, name);
		} catch (error) {
			throw ["ENOENT", "ELOOP", "ENOTDIR"].includes(errnoOf(error) ?? "") ? notArchivable("changed", parts, error) : error;
		}
	}
}

async function* walkEntry(
	walk: Walk,
	directory: HeldDirectory,
	parts: readonly string[],
	name: string,
): AsyncGenerator<TreeItem, void, undefined> {
	const path = directory.atBytes(name);
	const found = await lstat(path, { bigint: true });
	const base = baseOf(parts, found);
	if (found.isDirectory()) {
		await using child = await HeldDirectory.open(path);
		yield { entry: { ...base, kind: "directory" } };
		yield* walkDirectory(walk, child, parts);
	} else if (found.isSymbolicLink()) {
		yield { entry: { ...base, kind: "symlink", target: (await readlink(path, { encoding: "buffer" })).toString("latin1") } };
	} else if (found.isFile()) {
		const source = earlierName(walk, parts, found);
		if (source !== null) return yield { entry: { ...base, kind: "hardlink", source } };
		// Not to wait for ever, should it have become a fifo.
		await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		yield { entry: { ...base, kind: "file", size: Number(found.size) }, content: readUnchanged(file, found, parts, walk.signal) };
	} else {
		yield { entry: { kind: "skipped", parts, what: kindOf(found) } };
	}
}

const baseOf = (parts: readonly string[], found: BigIntStats) => ({
	parts,
	owner: { uid: Number(found.uid), gid: Number(found.gid) },
	mode: Number(found.mode & 0o7777n),
	modifiedNs: found.mtimeNs,
});

const kindOf = (found: BigIntStats): SkippedEntry["what"] => (found.isSocket() ? "socket" : found.isFIFO() ? "fifo" : "device");

/** The name by which a file is in the archive already. */
function earlierName(walk: Walk, parts: readonly string[], found: BigIntStats): readonly string[] | null {
	if (found.nlink < 2n) return null;
	const { links } = walk;
	const key = `${found.dev}:${found.ino}`;
	const known = links.get(key);
	if (known === undefined) {
		const path = parts.join("/");
		walk.linkBytesLeft -= path.length + LINK_BYTES_EACH;
		if (walk.linkBytesLeft < 0) throw notArchivable("too-many-links", parts);
		links.set(key, { path, left: Number(found.nlink) - 1 });
		return null;
	}
	known.left -= 1;
	if (known.left === 0) {
		links.delete(key);
		walk.linkBytesLeft += known.path.length + LINK_BYTES_EACH;
	}
	return known.path.split("/");
}

async function* readUnchanged(
	file: FileHandle,
	expected: BigIntStats,
	parts: readonly string[],
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
	const isSame = (now: BigIntStats) =>
		now.isFile() &&
		now.ino === expected.ino &&
		now.dev === expected.dev &&
		now.size === expected.size &&
		now.mtimeNs === expected.mtimeNs &&
		now.ctimeNs === expected.ctimeNs;
	if (!isSame(await file.stat({ bigint: true }))) throw notArchivable("changed", parts);
	const size = Number(expected.size);
	for (let at = 0; at < size; ) {
		signal.throwIfAborted();
		// A new one each time: whoever takes it may hold it for longer.
		const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, size - at));
		const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
		if (bytesRead === 0) throw notArchivable("changed", parts);
		at += bytesRead;
		yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead);
	}
	if (!isSame(await file.stat({ bigint: true }))) throw notArchivable("changed", parts);
}
