import type { FileHandle } from "node:fs/promises";
import { AppError } from "@berth/core";
import { errnoOf } from "./translate-file-error.ts";

/** Numeric owner of a file, as the kernel knows it. */
export interface FileOwner {
	readonly uid: number;
	readonly gid: number;
}

export const rootOwner: FileOwner = { uid: 0, gid: 0 };

/** 2^32 - 1 is the kernel's "leave it". */
const ID_MAX = 2 ** 32 - 2;

export const isFileId = (id: number): boolean => Number.isInteger(id) && id >= 0 && id <= ID_MAX;

export function assertFileOwner({ uid, gid }: FileOwner): void {
	if (!isFileId(uid) || !isFileId(gid))
		throw new AppError("BAD_INPUT", { message: "An owner needs a uid and a gid between 0 and 4294967294." });
}

/**
 * Gives an open file its owner.
 *
 * Returns false without the right to (we are not root): it stays ours, which is what a development machine has.
 */
export async function giveTo(handle: FileHandle, owner: FileOwner): Promise<boolean> {
	try {
		await handle.chown(owner.uid, owner.gid);
		return true;
	} catch (error) {
		if (errnoOf(error) === "EPERM") return false;
		throw error;
	}
}
