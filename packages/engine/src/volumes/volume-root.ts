import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { AppError } from "@berth/core";
import { z } from "zod";
import { errnoOf, unlessMissing } from "../files/translate-file-error.ts";

const MARKER = ".berth-volumes.json";
/** What a check of ours writes for a moment to see whether containers see it. */
export const PROBE_FILE_PREFIX = ".berth-probe-";
/** What a new file system or an earlier try of ours may have left in a directory that counts as empty. */
const leftovers: readonly string[] = ["lost+found", ".images", ".trial"];
const leftoverStarts: readonly string[] = [`${MARKER}.`, PROBE_FILE_PREFIX];
const isLeftover = (name: string): boolean => leftovers.includes(name) || leftoverStarts.some((start) => name.startsWith(start));

const markerSchema = z.object({
	id: z.string().min(1),
	driver: z.enum(["btrfs", "xfs", "zfs", "loop", "plain"]),
	/** Absent in a marker of an older version, which any installation takes for its own. */
	installation: z.string().min(1).optional(),
});

/**
 * What a directory of volumes says of itself. It lies in the directory, so it is missing when the disk is not mounted: then
 * there are not "no volumes" but no answer.
 */
export type RootMarker = z.infer<typeof markerSchema>;

interface RootQuestion {
	readonly path: string;
	/** Whose volumes are wanted. */
	readonly installation: string;
	/** The identity the directory had before; null when it never had one. */
	readonly rememberedId: string | null;
}

/**
 * The directory without links in its path, made if it never was.
 *
 * Errors  BAD_INPUT when it is no place for volumes, or another installation's; ENGINE_FAILED `root-changed` when it is not the
 *         remembered one, `root-marker` when it cannot be read.
 */
export async function openRoot({
	path,
	installation,
	rememberedId,
}: RootQuestion): Promise<{ readonly root: string; readonly marker: RootMarker | null }> {
	if (!isAbsolute(path)) throw badRoot("The directory of volumes needs an absolute path.");
	if (rememberedId === null) await mkdir(path, { recursive: true, mode: 0o711 });
	const root = await readOfRoot(realpath(path));
	if (root === null) throw rootChanged();
	const { mode } = await stat(root);
	if (root === "/" || (mode & 0o022) !== 0) throw badRoot("The directory of volumes must be one that only its owner can write to.");

	const marker = await readMarker(root);
	if (rememberedId !== null && marker?.id !== rememberedId) throw rootChanged();
	if ((marker?.installation ?? installation) !== installation)
		throw badRoot("The directory of volumes belongs to another installation; use one of its own.");
	if (marker === null && (await readdir(root)).some((name) => !isLeftover(name)))
		throw badRoot("The directory of volumes holds other things; use an empty one.");
	return { root, marker };
}

/**
 * Remembers in a new directory whose it is and what its volumes are made with.
 *
 * Concurrency  of several processes that find it new at a time one is first, and the others take what it wrote.
 */
export async function claimRoot(root: string, about: Required<Omit<RootMarker, "id">>): Promise<RootMarker> {
	const marker: RootMarker = { id: randomUUID(), ...about };
	const making = join(root, `${MARKER}.${marker.id}`);
	try {
		await writeSynced(making, JSON.stringify(marker));
		await link(making, join(root, MARKER));
		return marker;
	} catch (error) {
		if (errnoOf(error) !== "EEXIST") throw error;
		const first = await readMarker(root);
		if (first === null || first.installation !== about.installation || first.driver !== about.driver) throw rootChanged();
		return first;
	} finally {
		await rm(making, { force: true });
	}
}

/** Errors  ENGINE_FAILED `root-changed` when the directory is not the one it was: unmounted, emptied, or replaced; `root-marker` as above. */
export async function assertSameRoot(root: string, id: string): Promise<void> {
	if ((await readMarker(root))?.id !== id) throw rootChanged();
}

/** Errors  those of the file system; what was written before a crash is on the disk. */
export async function writeSynced(path: string, content: string): Promise<void> {
	await using file = await open(path, "w", 0o600);
	await file.writeFile(content);
	await file.sync();
}

async function readMarker(root: string): Promise<RootMarker | null> {
	const text = await readOfRoot(readFile(join(root, MARKER), "utf8"));
	if (text === null) return null;
	try {
		return markerSchema.parse(JSON.parse(text));
	} catch (error) {
		throw unreadable(`The file ${MARKER} cannot be read.`, error);
	}
}

/** A disk that fails, or something else in the directory's place, says as little about volumes as one that is not mounted. */
async function readOfRoot<T>(work: Promise<T>): Promise<T | null> {
	try {
		return await unlessMissing(work);
	} catch (error) {
		throw unreadable("The directory of volumes cannot be read.", error);
	}
}

const unreadable = (message: string, cause: unknown): AppError =>
	new AppError("ENGINE_FAILED", { message, data: { why: "root-marker" }, cause });

const badRoot = (message: string): AppError => new AppError("BAD_INPUT", { message, data: { why: "volume-root" } });

export const rootChanged = (): AppError =>
	new AppError("ENGINE_FAILED", {
		message: "The directory of volumes is not the one it was; is its disk mounted?",
		data: { why: "root-changed" },
	});
