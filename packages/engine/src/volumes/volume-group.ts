import type { Call } from "../call.ts";
import type { ExtractLimits, ExtractReport } from "../files/extract-tar.ts";
import type { FileOwner } from "../files/file-owner.ts";
import type { PreflightResult } from "../preflight-result.ts";
import type { ExportOrder } from "./export-archive.ts";
import type { ImportedArchive, ImportOrder } from "./import-archive.ts";

/** By what a limit on bytes is held. `plain` holds none. */
export type VolumeDriverKind = "btrfs" | "xfs" | "zfs" | "loop" | "plain";

export interface VolumeSpec {
	/** A UUIDv7 for ever: who owns the volume is a row elsewhere, so a volume is never renamed. */
	readonly id: string;
	readonly bytes: number;
	/** Of the volume's top directory. */
	readonly owner: FileOwner;
	readonly mode: number;
}

export interface VolumeObservation {
	readonly id: string;
	/** Null when it is not known; never 0 for want of knowledge. */
	readonly usedBytes: number | null;
	/** What the volume can hold; null when it has no limit or it is not known. */
	readonly limitBytes: number | null;
}

/** A directory inside a volume, for a container to mount. */
export interface VolumeDirectory {
	/** Path inside the volume, such as `var/lib/data`. */
	readonly path: string;
	/** Given when the directory is made; one that exists keeps what it has. */
	readonly owner: FileOwner;
	readonly mode: number;
}

/** What an image holds at a path, for a directory inside a volume that one container mounts. */
export interface VolumeContent {
	/** Name of the container whose copy it is: another one may still run on its own. */
	readonly container: string;
	/** Path inside the volume. All that was there is replaced. */
	readonly path: string;
	/** A tar stream whose entries stand below one directory, as the engine gives of a path of an image. */
	readonly archive: AsyncIterable<Uint8Array>;
	readonly limits: ExtractLimits;
}

/** Of these containers, those whose copies must stay. What cannot be read is an error, never "none". */
export type FindUsed = (containers: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Volumes of one node, each with a limit on its bytes.
 *
 * Errors  BAD_INPUT for an id that is not one; UNSUPPORTED where the node has no driver (see `preflight`); NO_SPACE;
 *         ENGINE_FAILED with `data.why` = `root-changed` when the directory of volumes is not the one it was (unmounted,
 *         emptied, replaced): nothing is read, made or destroyed then, and an empty answer means that there are no volumes.
 */
export interface VolumeGroup {
	/**
	 * Makes the volume exist with this limit, and usable: mounted, after a reboot too. Completes what was left half made.
	 *
	 * Errors  UNSUPPORTED with `data.why` = `shrink` where a driver cannot make a volume smaller.
	 */
	ensure(spec: VolumeSpec, call: Call): Promise<{ readonly outcome: "created" | "changed" | "kept" }>;
	/** Changes the limit of a volume in use. Errors  NOT_FOUND; UNSUPPORTED as `ensure`; CONFLICT when it must be out of use for this. */
	setQuota(id: string, bytes: number, call: Call): Promise<{ readonly changed: boolean }>;
	/** Errors  NOT_FOUND. */
	usage(id: string, call: Call): Promise<VolumeObservation>;
	/**
	 * Usage of many volumes in one look, however many: those of `ids` that are here, as exact as `usage`.
	 *
	 * Cost  one call of the driver's tool, or one small system call for each volume (`loop`).
	 */
	usages(ids: readonly string[], call: Call): Promise<VolumeObservation[]>;
	/** Every volume here, also ones nobody asked for. Usage may lag some seconds behind. */
	list(call: Call): Promise<VolumeObservation[]>;
	/** Destroys the volume and all in it. One that is gone is no error. Errors  CONFLICT when something uses it and the driver can tell (`loop`, `zfs`). */
	destroy(id: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** Makes directories inside a volume, which is mounted for it if need be. Returns what a container mounts, in the order asked. Errors  CONFLICT when a link stands in the way. */
	ensureDirectories(id: string, directories: readonly VolumeDirectory[], call: Call): Promise<{ readonly sources: readonly string[] }>;
	/** Replaces a container's copy of a path by the content of an archive, all of it or nothing. */
	fillDirectory(id: string, content: VolumeContent, call: Call): Promise<ExtractReport & { readonly source: string }>;
	/**
	 * Removes the copies of containers that are gone, some of them at a time; data is never touched. No copy of the volume is made
	 * meanwhile. `findUsed` is told whose copies stand and says which are needed; when it fails nothing is removed. Returns whose went.
	 */
	pruneCopies(id: string, findUsed: FindUsed, call: Call): Promise<{ readonly removed: readonly string[] }>;
	/**
	 * One tar of the data of several volumes between two documents; copies of images are no data and stay out. Whoever stops reading
	 * ends it. Nothing may write to the volumes meanwhile: that is the caller's to see to, and found out where it touches a file that is
	 * read.
	 *
	 * Errors  NOT_FOUND; CONFLICT with `data.why` = `changed`, `too-deep`, `too-large` or `too-many-links`; whatever `order.last`
	 *         throws. What came by then is no valid archive, as its last entry is missing.
	 */
	exportData(order: ExportOrder, call: Call): AsyncIterable<Uint8Array>;
	/**
	 * Fills volumes that exist and hold no data with what such a tar holds, as it comes. Nothing is written outside of them, and when it
	 * returns the disk has all of it.
	 *
	 * Errors  BAD_INPUT (`data.why`) for an archive that may not be, `incomplete` for one that was cut short; NOT_FOUND, NO_SPACE;
	 *         whatever `order.begin` throws. What was written by then stays: such volumes are for destroying.
	 */
	importData(archive: AsyncIterable<Uint8Array>, order: ImportOrder, call: Call): Promise<ImportedArchive>;
	/**
	 * Whether there is anything in a volume that is not made anew from an image for each container: what a program has written into its
	 * directories, also a name without content. What cannot be told for certain is held.
	 *
	 * Errors  NOT_FOUND; what cannot be read is an error, never "nothing".
	 */
	holdsData(id: string, call: Call): Promise<{ readonly holds: boolean }>;
	/** Makes every volume usable again after a reboot. One that cannot be is reported and does not stop the others. */
	reattach(call: Call): Promise<{ readonly attached: number; readonly failed: readonly string[] }>;
	/** Identity of the directory of volumes and its driver; null driver where there can be none. */
	info(call: Call): Promise<VolumeInfo>;
	/** Which driver was chosen and why, and whether the node can hold volumes. Never throws but for an abort. */
	preflight(call: Call): Promise<PreflightResult[]>;
}

export interface VolumeInfo {
	/** Written into the directory when it was first used; a caller that remembers it can tell that another disk is mounted now. */
	readonly rootId: string | null;
	readonly driver: VolumeDriverKind | null;
	/** Whether limits are held. */
	readonly hasQuota: boolean;
}
