import { lstat, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError, isId } from "@berth/core";
import { type FileOwner, giveTo } from "../files/file-owner.ts";
import { HeldDirectory } from "../files/held-directory.ts";
import { removeTree } from "../files/remove-tree.ts";
import { errnoOf, unlessMissing } from "../files/translate-file-error.ts";

/** Below, ext4 has no room for its own tables. */
const BYTES_MIN = 1024 * 1024;

export function assertVolumeId(id: string): void {
	if (!isId(id)) throw new AppError("BAD_INPUT", { message: "This is not the id of a volume.", data: { why: "volume-id" } });
}

export function assertMode(mode: number): void {
	if (!Number.isInteger(mode) || mode < 0 || mode > 0o1777)
		throw new AppError("BAD_INPUT", { message: "A mode is between 0 and 1777, in octal." });
}

export function assertVolumeBytes(bytes: number): void {
	if (!Number.isSafeInteger(bytes) || bytes < BYTES_MIN)
		throw new AppError("BAD_INPUT", { message: "A volume holds at least 1 MiB, in whole bytes.", data: { why: "volume-bytes" } });
}

/** Where a volume stands. Its id is checked, so the path cannot leave the root. */
export function volumePath(root: string, id: string): string {
	assertVolumeId(id);
	return join(root, id);
}

export const noSuchVolume = (id: string): AppError =>
	new AppError("NOT_FOUND", { message: "There is no such volume.", data: { volumeId: id } });

/** Whether the directory of a volume stands. Errors  CONFLICT when something else bears its name. */
export async function volumeStands(path: string): Promise<boolean> {
	const found = await unlessMissing(lstat(path));
	if (found === null) return false;
	if (!found.isDirectory()) throw notAVolume();
	return true;
}

export const notAVolume = (): AppError =>
	new AppError("CONFLICT", { message: "Something that is no volume of this driver stands in its place.", data: { why: "not-a-volume" } });

/** Makes the directory; false when it stood already. */
export async function makeVolumeDirectory(path: string): Promise<boolean> {
	try {
		await mkdir(path, { mode: 0o700 });
		return true;
	} catch (error) {
		if (errnoOf(error) !== "EEXIST") throw error;
		await volumeStands(path);
		return false;
	}
}

/** Gives a volume's top directory its owner and mode. Returns whether they differed. */
export async function ownVolume(path: string, spec: { readonly owner: FileOwner; readonly mode: number }): Promise<boolean> {
	await using directory = await HeldDirectory.open(path);
	const before = await directory.handle.stat();
	const wrongOwner = before.uid !== spec.owner.uid || before.gid !== spec.owner.gid;
	const wrongMode = (before.mode & 0o7777) !== spec.mode;
	// Owner first: giving a file away clears bits of its mode.
	const given = wrongOwner && (await giveTo(directory.handle, spec.owner));
	if (given || wrongMode) await directory.handle.chmod(spec.mode);
	return given || wrongMode;
}

/** Ids of the directories that stand in the root, or those `only`. Errors  ENOENT when there is no root: that is never "no volumes". */
export async function volumeIdsIn(root: string, only: ReadonlySet<string> | null): Promise<string[]> {
	const entries = await readdir(root, { withFileTypes: true });
	const ids = entries.filter((entry) => entry.isDirectory() && isId(entry.name)).map((entry) => entry.name);
	return only === null ? ids : ids.filter((id) => only.has(id));
}

/** Removes a directory of the root with all in it. Returns whether there was one. */
export async function removeVolumeTree(path: string, signal: AbortSignal): Promise<boolean> {
	await using parent = await HeldDirectory.open(dirname(path));
	return await removeTree(parent, basename(path), signal);
}
