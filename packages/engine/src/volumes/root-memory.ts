import { randomUUID } from "node:crypto";
import { readFile, rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, unlessMissing } from "../files/translate-file-error.ts";
import { writeSynced } from "./volume-root.ts";

/**
 * Where the identity of a directory of volumes is noted: beside it, and so not on the disk that is mounted there. A process that
 * starts while that disk is missing finds the note and no marker, and knows that this is no new directory.
 */
export function rootNote(path: string): string {
	const whole = resolve(path);
	return join(dirname(whole), `.${basename(whole)}.berth-root`);
}

/** The identity the directory had; null when none was ever noted. Errors  what keeps the note from being read. */
export async function recallRoot(path: string): Promise<string | null> {
	return (await unlessMissing(readFile(rootNote(path), "utf8")))?.trim() || null;
}

/** Returns false where nothing can be written beside the directory, as in a container that has that directory alone. */
export async function rememberRoot(path: string, id: string): Promise<boolean> {
	if ((await recallRoot(path)) === id) return true;
	const note = rootNote(path);
	const making = `${note}.${randomUUID()}`;
	try {
		await writeSynced(making, `${id}\n`);
		await rename(making, note);
		return true;
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === "EROFS" || errno === "EACCES" || errno === "EPERM") return false;
		throw error;
	}
}
