import { constants, type Dir, type Stats } from "node:fs";
import { type FileHandle, lstat, mkdir, open, opendir } from "node:fs/promises";
import { AppError } from "@berth/core";
import { errnoOf } from "./translate-file-error.ts";

const NAME_BYTES_MAX = 255;

/** Whether `name` is one entry of a directory: no separator, no way up, nothing the kernel would refuse. */
export const isPlainName = (name: string): boolean =>
	name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && Buffer.byteLength(name) <= NAME_BYTES_MAX;

const refuseName = (): AppError => new AppError("BAD_INPUT", { message: "A file name is not allowed.", data: { why: "name" } });

/**
 * A directory held open, so that a name is looked up inside it whatever happens to its path meanwhile.
 *
 * A tenant may own everything below a volume and swap a directory for a link at any moment. Every step therefore opens one
 * name inside a directory already open, and refuses links: what `openat` with O_NOFOLLOW does, spelled `/proc/self/fd/N/name`.
 */
export class HeldDirectory implements AsyncDisposable {
	readonly #handle: FileHandle;

	constructor(handle: FileHandle) {
		this.#handle = handle;
	}

	/** Opens the directory at a path whose parents are trusted. Its last part may not be a link. */
	static async open(path: string | Buffer): Promise<HeldDirectory> {
		return new HeldDirectory(await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW));
	}

	/** A path by which one call of the file system reaches `name` in here. The call must not follow links by itself. */
	at(name: string): string {
		if (!isPlainName(name)) throw refuseName();
		return `/proc/self/fd/${this.#handle.fd}/${name}`;
	}

	/** The same for a name as the kernel gave it, which need not be UTF-8: `name` holds one byte per character. */
	atBytes(name: string): Buffer {
		if (name === "." || name === ".." || /[/\0]/.test(name)) throw refuseName();
		return Buffer.from(`/proc/self/fd/${this.#handle.fd}/${name}`, "latin1");
	}

	get handle(): FileHandle {
		return this.#handle;
	}

	/** A directory in here. Errors  ENOTDIR when `name` is a link or a file. */
	async child(name: string): Promise<HeldDirectory> {
		return await HeldDirectory.open(this.at(name));
	}

	async lstat(name: string): Promise<Stats> {
		return await lstat(this.at(name));
	}

	/** What is in here; names hold one byte per character, for {@link atBytes}. */
	async entries(): Promise<Dir> {
		return await opendir(`/proc/self/fd/${this.#handle.fd}/.`, { encoding: "latin1" });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#handle.close();
	}
}

/**
 * The directory `parts` below `from`, step by step. With `createMode`, missing ones are made; with `bytes`, names hold one byte per
 * character.
 *
 * Errors  ENOENT without `createMode`; ENOTDIR when a link or a file stands in the way.
 */
export async function descend(
	from: HeldDirectory,
	parts: readonly string[],
	options: { readonly createMode?: number; readonly bytes?: true } = {},
) {
	let current = await HeldDirectory.open(`/proc/self/fd/${from.handle.fd}/.`);
	for (const part of parts) {
		try {
			if (options.createMode !== undefined) await makeIfMissing(current.at(part), options.createMode);
			const next = options.bytes ? await HeldDirectory.open(current.atBytes(part)) : await current.child(part);
			await current[Symbol.asyncDispose]();
			current = next;
		} catch (error) {
			await current[Symbol.asyncDispose]();
			throw error;
		}
	}
	return current;
}

async function makeIfMissing(path: string, mode: number): Promise<void> {
	try {
		await mkdir(path, { mode });
	} catch (error) {
		if (errnoOf(error) !== "EEXIST") throw error;
	}
}
