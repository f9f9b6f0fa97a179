import { constants } from "node:fs";
import { lchown, link, mkdir, open, symlink } from "node:fs/promises";
import type { Call } from "../call.ts";
import { giveTo } from "./file-owner.ts";
import { descend, type HeldDirectory } from "./held-directory.ts";
import { readTar } from "./read-tar.ts";
import { archiveFault, type SafeEntry, toSafeEntry } from "./tar-entry.ts";
import { errnoOf } from "./translate-file-error.ts";

export interface ExtractLimits {
	/** Of the content of all files. */
	readonly bytesMax: number;
	readonly entriesMax: number;
}

export interface ExtractReport {
	readonly files: number;
	readonly directories: number;
	readonly links: number;
	readonly bytes: number;
}

/** Room for headers and padding of one entry; long names come in headers of their own. */
const HEADER_BYTES_MAX = 16 * 1024;

/**
 * Writes what an archive of one directory holds into `target`, which should be empty. The directory's own name is left out.
 *
 * Nothing is ever written outside of `target`, and nothing but files, directories and links. The first entry that is not
 * allowed ends it with an archive fault (BAD_INPUT, `data.why`); what was written by then stays, so extract beside and rename.
 */
export async function extractTar(
	archive: AsyncIterable<Uint8Array>,
	{ target, limits }: { readonly target: HeldDirectory; readonly limits: ExtractLimits },
	call: Call,
): Promise<ExtractReport> {
	const rawMax = limits.bytesMax + limits.entriesMax * HEADER_BYTES_MAX + HEADER_BYTES_MAX;
	await using writer = createWriter(target);
	const report = { files: 0, directories: 0, links: 0, bytes: 0 };
	let entries = 0;
	for await (const { header, content } of readTar(archive, rawMax, call)) {
		const entry = toSafeEntry(header);
		if (++entries > limits.entriesMax) throw archiveFault("too-many", entry.name);
		if (entry.kind === "file" && entry.size > limits.bytesMax - report.bytes) throw archiveFault("too-large", entry.name);
		await writer.write(entry, content);
		if (entry.kind === "file") report.bytes += entry.size;
		report[counterOf[entry.kind]]++;
	}
	return report;
}

const counterOf = { file: "files", directory: "directories", symlink: "links", hardlink: "links" } as const;

function createWriter(target: HeldDirectory) {
	/** Entries of one directory follow each other, so the last parent is kept open. */
	let parent: { readonly key: string; readonly directory: HeldDirectory } | null = null;

	async function parentOf(parts: readonly string[]): Promise<HeldDirectory> {
		const above = parts.slice(0, -1);
		const key = above.join("/");
		if (parent?.key === key) return parent.directory;
		await parent?.directory[Symbol.asyncDispose]();
		parent = null;
		parent = { key, directory: await descend(target, above, { createMode: 0o755 }) };
		return parent.directory;
	}

	async function write(entry: SafeEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
		const name = entry.parts.at(-1);
		if (name === undefined) return await own(target, entry);
		try {
			const directory = await parentOf(entry.parts);
			if (entry.kind === "directory") return await writeDirectory(directory, name, entry);
			if (entry.kind === "file") return await writeFile(directory.at(name), entry, content);
			if (entry.kind === "hardlink") return await writeHardLink(directory.at(name), entry);
			await symlink(entry.target, directory.at(name));
			await lchown(directory.at(name), entry.owner.uid, entry.owner.gid).catch(unlessForbidden);
		} catch (error) {
			throw entryFault(entry, error);
		}
	}

	/** Only to a file below the target: what this archive brought, as the target was empty. */
	async function writeHardLink(path: string, entry: SafeEntry & { readonly kind: "hardlink" }): Promise<void> {
		const name = entry.source.at(-1);
		if (name === undefined) throw archiveFault("escape", entry.name);
		await using directory = await descend(target, entry.source.slice(0, -1));
		if (!(await directory.lstat(name)).isFile()) throw archiveFault("escape", entry.name);
		await link(directory.at(name), path);
	}

	return {
		write,
		async [Symbol.asyncDispose]() {
			await parent?.directory[Symbol.asyncDispose]();
		},
	};
}

async function writeDirectory(parent: HeldDirectory, name: string, entry: SafeEntry): Promise<void> {
	await mkdir(parent.at(name), { mode: 0o700 }).catch((error: unknown) => {
		// Made before it was told about, for an entry inside it.
		if (errnoOf(error) !== "EEXIST") throw error;
	});
	await using made = await parent.child(name);
	await own(made, entry);
}

async function writeFile(path: string, entry: SafeEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
	await using file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600);
	for await (const chunk of content) await file.writeFile(chunk);
	await giveTo(file, entry.owner);
	await file.chmod(entry.mode);
}

async function own({ handle }: HeldDirectory, entry: SafeEntry): Promise<void> {
	await giveTo(handle, entry.owner);
	await handle.chmod(entry.mode);
}

function unlessForbidden(error: unknown): void {
	if (errnoOf(error) !== "EPERM") throw error;
}

function entryFault(entry: SafeEntry, error: unknown): unknown {
	switch (errnoOf(error)) {
		case "EEXIST":
			return archiveFault("duplicate", entry.name, error);
		// A link stands where a directory is needed, or the file a link names is not there.
		case "ENOTDIR":
		case "ELOOP":
		case "ENOENT":
			return archiveFault("escape", entry.name, error);
		default:
			return error;
	}
}
