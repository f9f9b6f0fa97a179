import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { rename, rmdir, unlink } from "node:fs/promises";
import { HeldDirectory } from "./held-directory.ts";
import { errnoOf, unlessMissing } from "./translate-file-error.ts";

/** How many entries are read before they are dealt with: bounds memory in a directory of millions. */
const BATCH = 512;
/** Small files go away faster a few at a time; the kernel's pool of workers is four. */
const AT_ONCE = 8;

/**
 * Removes `name` in `parent` with all below it, without following a link and without leaving its file system.
 *
 * A tenant may have nested directories far deeper than a path can say or than we may hold open. So a directory that is not
 * empty is moved up beside the others and emptied there: two directories are open at any time, whatever the depth.
 *
 * Returns whether there was anything. Errors  EXDEV or EBUSY when something is mounted inside.
 */
export async function removeTree(parent: HeldDirectory, name: string, signal: AbortSignal): Promise<boolean> {
	const found = await unlessMissing(parent.lstat(name));
	if (found === null) return false;
	if (!found.isDirectory()) {
		await unlessMissing(unlink(parent.at(name)));
		return true;
	}
	{
		await using top = await parent.child(name);
		await emptyDirectory(top, signal);
	}
	await unlessMissing(rmdir(parent.at(name)));
	return true;
}

/** Removes all that is in `top`. */
async function emptyDirectory(top: HeldDirectory, signal: AbortSignal): Promise<void> {
	await drain(top, signal, async (name) => {
		if (await removedAsEmpty(top.atBytes(name))) return;
		{
			await using child = await HeldDirectory.open(top.atBytes(name));
			await drain(child, signal, async (inner) => {
				if (!(await removedAsEmpty(child.atBytes(inner)))) await rename(child.atBytes(inner), top.at(`.going-${randomUUID()}`));
			});
		}
		await unlessMissing(rmdir(top.atBytes(name)));
	});
}

/** Unlinks what is no directory in `directory` and hands each directory to `onDirectory`, until nothing is left. */
async function drain(directory: HeldDirectory, signal: AbortSignal, onDirectory: (name: string) => Promise<void>): Promise<void> {
	for (;;) {
		const batch = await readBatch(directory);
		if (batch.length === 0) return;
		const others = batch.filter((entry) => !entry.isDirectory());
		for (let from = 0; from < others.length; from += AT_ONCE) {
			signal.throwIfAborted();
			await Promise.all(others.slice(from, from + AT_ONCE).map((entry) => unlessMissing(unlink(directory.atBytes(entry.name)))));
		}
		for (const entry of batch) {
			signal.throwIfAborted();
			if (entry.isDirectory()) await onDirectory(entry.name);
		}
	}
}

async function readBatch(directory: HeldDirectory): Promise<Dirent[]> {
	const batch: Dirent[] = [];
	for await (const entry of await directory.entries()) {
		batch.push(entry);
		if (batch.length === BATCH) break;
	}
	return batch;
}

async function removedAsEmpty(path: Buffer): Promise<boolean> {
	try {
		await rmdir(path);
		return true;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return true;
		if (errnoOf(error) === "ENOTEMPTY" || errnoOf(error) === "EEXIST") return false;
		throw error;
	}
}
