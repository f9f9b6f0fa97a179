import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@berth/core";
import type { Call } from "../call.ts";
import { type ExtractReport, extractTar } from "../files/extract-tar.ts";
import { assertFileOwner, giveTo } from "../files/file-owner.ts";
import { descend, HeldDirectory } from "../files/held-directory.ts";
import { removeTree } from "../files/remove-tree.ts";
import { unlessMissing } from "../files/translate-file-error.ts";
import { assertSafeName, isSafeName } from "../safe-names.ts";
import { notEmpty } from "./import-tree.ts";
import type { FindUsed, VolumeContent, VolumeDirectory } from "./volume-group.ts";
import { assertMode } from "./volume-path.ts";

/** Directories of a tenant's data, and copies of what an image holds. A volume with copies alone holds nothing to keep. */
type Section = "data" | "image";

const NAME_LENGTH_MAX = 200;
/** Copies removed at one go. Smaller leaves some for the next; larger keeps who makes a container waiting. */
const PRUNED_MAX = 8;

/**
 * The name by which a path of the container stands in its section: one part, however deep the path. So a tenant never owns a
 * directory above one that will be mounted, and cannot put a link in its place.
 *
 * Errors  BAD_INPUT for a path that is not absolute, is the root, or goes up.
 */
export function directoryNameOf(path: string): string {
	const parts = path.split("/").filter((part) => part !== "" && part !== ".");
	if (!path.startsWith("/") || parts.length === 0 || parts.includes("..") || path.includes("\0"))
		throw new AppError("BAD_INPUT", { message: "A path in a container must be absolute, below the root, and go down.", data: { path } });
	const name = encodeURIComponent(parts.join("/"));
	if (name.length <= NAME_LENGTH_MAX) return name;
	const digest = createHash("sha256").update(name).digest("hex");
	return `${name.slice(0, NAME_LENGTH_MAX - digest.length)}${digest}`;
}

/** Makes a directory for a path of the container; one that stands keeps its owner and mode. Returns its path. */
export async function makeDataDirectory(volume: string, directory: VolumeDirectory): Promise<string> {
	const name = directoryNameOf(directory.path);
	assertFileOwner(directory.owner);
	assertMode(directory.mode);
	await using section = await openSection(volume, "data");
	if (!(await directoryStands(section, name))) {
		// Owned before it bears its name, so that one that stands is whole.
		const making = `.making-${randomUUID()}`;
		await mkdir(section.at(making), { mode: 0o700 });
		{
			await using made = await section.child(making);
			await giveTo(made.handle, directory.owner);
			await made.handle.chmod(directory.mode);
		}
		await rename(section.at(making), section.at(name));
	}
	return join(volume, "data", name);
}

/** The data of a volume, for reading; null when nothing was ever mounted of it. */
export async function openDataIfThere(volume: string): Promise<HeldDirectory | null> {
	await using top = await HeldDirectory.open(volume);
	return await unlessMissing(top.child("data" satisfies Section));
}

/** The data of a volume that has none yet. Errors  CONFLICT when there is some. */
export async function openDataForWriting(volume: string): Promise<HeldDirectory> {
	const section = await openSection(volume, "data");
	for await (const _ of await section.entries()) {
		await section[Symbol.asyncDispose]();
		throw notEmpty();
	}
	return section;
}

/** Puts the content of an archive in the place of what the container had there, once all of it is written. */
export async function fillImageDirectory(
	volume: string,
	content: VolumeContent,
	call: Call,
): Promise<ExtractReport & { readonly source: string }> {
	const name = directoryNameOf(content.path);
	await using section = await openSection(volume, "image", assertSafeName(content.container));
	const making = `.making-${name}`;
	await removeTree(section, making, call.signal);
	await mkdir(section.at(making), { mode: 0o700 });
	try {
		await using target = await section.child(making);
		const report = await extractTar(content.archive, { target, limits: content.limits }, call);
		await removeTree(section, name, call.signal);
		await rename(section.at(making), section.at(name));
		return { ...report, source: join(volume, "image", content.container, name) };
	} catch (error) {
		await removeTree(section, making, new AbortController().signal);
		throw error;
	}
}

/** Removes the copies of containers that need none any more. Returns whose. */
export async function pruneImageCopies(volume: string, findUsed: FindUsed, { signal }: Call): Promise<string[]> {
	await using top = await HeldDirectory.open(volume);
	await using section = await unlessMissing(top.child("image" satisfies Section));
	if (section === null) return [];
	const standing: string[] = [];
	for await (const entry of await section.entries()) if (entry.isDirectory() && isSafeName(entry.name)) standing.push(entry.name);
	if (standing.length === 0) return [];
	const used = await findUsed(standing);
	const gone = standing.filter((name) => !used.has(name)).slice(0, PRUNED_MAX);
	for (const name of gone) await removeTree(section, name, signal);
	return gone;
}

/**
 * Whether a volume holds anything beside copies of what images hold: an entry in a directory of data, or one that is none of ours.
 * Directories of data without an entry are made anew as they were.
 */
export async function volumeHoldsData(volume: string): Promise<boolean> {
	await using top = await HeldDirectory.open(volume);
	for await (const entry of await top.entries()) {
		if (!entry.isDirectory()) return true;
		if (entry.name === ("image" satisfies Section)) continue;
		if (entry.name !== ("data" satisfies Section)) return true;
		await using section = await top.child(entry.name);
		for await (const directory of await section.entries()) {
			if (!directory.isDirectory()) return true;
			await using data = await HeldDirectory.open(section.atBytes(directory.name));
			for await (const _ of await data.entries()) return true;
		}
	}
	return false;
}

async function openSection(volume: string, section: Section, ...below: readonly string[]): Promise<HeldDirectory> {
	await using top = await HeldDirectory.open(volume);
	return await descend(top, [section, ...below], { createMode: 0o711 });
}

/** Errors  CONFLICT when something else stands there. */
async function directoryStands(section: HeldDirectory, name: string): Promise<boolean> {
	const found = await unlessMissing(section.lstat(name));
	if (found === null) return false;
	if (!found.isDirectory()) throw new AppError("CONFLICT", { message: "A link or a file stands where a directory must be." });
	return true;
}
