import { constants } from "node:fs";
import { type FileHandle, lchown, link, lstat, lutimes, mkdir, open, symlink } from "node:fs/promises";
import { AppError } from "@berth/core";
import { giveTo } from "../files/file-owner.ts";
import { descend, HeldDirectory } from "../files/held-directory.ts";
import { archiveFault } from "../files/tar-entry.ts";
import { errnoOf } from "../files/translate-file-error.ts";
import { type FileEntry, type PlainEntry, readablePath, type TreeEntry } from "./export-entry.ts";

/** Neither setuid nor setgid of programs: what a tenant brings gives nobody more rights. */
const FILE_MODE = 0o777;
const DIRECTORY_MODE = 0o3777;
/** Looked at for being nothing but zeros, which then take no room. */
const HOLE_BYTES = 64 * 1024;
const zeros = Buffer.alloc(HOLE_BYTES);

/** Takes a volume's data, entry by entry, in the order of an archive. */
export interface TreeWriter extends AsyncDisposable {
	/** Errors  an archive fault; what the kernel says. `content` is of a file, read to its end. */
	write(entry: TreeEntry, content: AsyncIterable<Uint8Array>): Promise<void>;
	/** Everything is there: gives directories what they can have only now, and waits until the disk has all of it. */
	finish(): Promise<void>;
}

interface Level {
	readonly name: string;
	readonly directory: HeldDirectory;
	readonly entry: PlainEntry;
}

/**
 * Writes into an empty directory, and never outside of it: each name is looked up in a directory held open, links are not followed, and
 * nothing that stands is written to. A directory comes before what is in it and all of that before its next neighbour, as in our own
 * archives; so what is open is one path, and a directory gets its rights and its time when it is left.
 */
export function createTreeWriter(top: HeldDirectory): Omit<TreeWriter, "finish"> & { leaveAll(): Promise<void> } {
	const levels: Level[] = [];

	async function leaveTo(depth: number): Promise<void> {
		while (levels.length > depth) {
			const level = levels.pop();
			if (level === undefined) return;
			await using directory = level.directory;
			await own(directory.handle, level.entry, DIRECTORY_MODE);
		}
	}

	async function parentOf(parts: readonly string[], label: string): Promise<HeldDirectory> {
		const above = parts.slice(0, -1);
		let common = 0;
		while (common < above.length && levels[common]?.name === above[common]) common++;
		if (common < above.length) throw archiveFault("malformed", label);
		await leaveTo(common);
		return levels.at(-1)?.directory ?? top;
	}

	async function write(entry: TreeEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
		const label = readablePath(entry.parts);
		const name = entry.parts.at(-1);
		// What containers mount are directories of the top, and nothing else stands there.
		if (name === undefined || (entry.parts.length === 1 && entry.kind !== "directory")) throw archiveFault("malformed", label);
		const parent = await parentOf(entry.parts, label);
		try {
			const path = parent.atBytes(name);
			if (entry.kind === "file") return await writeFile(path, entry, content);
			if (entry.kind === "symlink") return await writeSymlink(path, entry);
			if (entry.kind === "hardlink") return await writeHardLink(top, path, entry.source, label);
			await mkdir(path, { mode: 0o700 });
			levels.push({ name, directory: await HeldDirectory.open(path), entry });
		} catch (error) {
			throw errnoOf(error) === "EEXIST" ? archiveFault("duplicate", label, error) : error;
		}
	}

	return {
		write,
		leaveAll: () => leaveTo(0),
		async [Symbol.asyncDispose]() {
			for (const { directory } of levels.splice(0)) await directory[Symbol.asyncDispose]();
		},
	};
}

async function writeFile(path: Buffer, entry: FileEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
	await using file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600);
	let at = 0;
	for await (const chunk of content) {
		for (let from = 0; from < chunk.length; from += HOLE_BYTES) {
			const piece = chunk.subarray(from, from + HOLE_BYTES);
			if (zeros.compare(piece, 0, piece.length, 0, piece.length) !== 0) await writeAll(file, piece, at);
			at += piece.length;
		}
	}
	await file.truncate(at);
	await own(file, entry, FILE_MODE);
}

async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
	for (let done = 0; done < piece.length; ) {
		const { bytesWritten } = await file.write(piece, done, piece.length - done, at + done);
		done += bytesWritten;
	}
}

async function writeSymlink(path: Buffer, entry: PlainEntry & { readonly kind: "symlink" }): Promise<void> {
	await symlink(Buffer.from(entry.target, "latin1"), path);
	await lchown(path, entry.owner.uid, entry.owner.gid).catch((error: unknown) => {
		if (errnoOf(error) !== "EPERM") throw error;
	});
	const at = secondsOf(entry);
	await lutimes(path, at, at);
}

/** Only to a file below the top: what this archive brought, as it was empty. */
async function writeHardLink(top: HeldDirectory, path: Buffer, source: readonly string[], label: string): Promise<void> {
	const name = source.at(-1);
	if (name === undefined) throw archiveFault("escape", label);
	try {
		await using directory = await descend(top, source.slice(0, -1), { bytes: true });
		const existing = directory.atBytes(name);
		if (!(await lstat(existing)).isFile()) throw archiveFault("escape", label);
		await link(existing, path);
	} catch (error) {
		throw ["ENOENT", "ENOTDIR", "ELOOP"].includes(errnoOf(error) ?? "") ? archiveFault("escape", label, error) : error;
	}
}

/** Owner first: giving a file away clears bits of its mode. */
async function own(handle: FileHandle, entry: TreeEntry, mask: number): Promise<void> {
	await giveTo(handle, entry.owner);
	await handle.chmod(entry.mode & mask);
	const at = secondsOf(entry);
	await handle.utimes(at, at);
}

/** As exact as a number can say it: some hundred nanoseconds. */
const secondsOf = ({ modifiedNs }: TreeEntry): number => Number(modifiedNs) / 1e9;

/** The error for a volume that is to be filled and has been. */
export const notEmpty = (): AppError => new AppError("CONFLICT", { message: "The volume holds data already.", data: { why: "not-empty" } });
