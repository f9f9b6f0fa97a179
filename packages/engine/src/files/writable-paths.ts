import { posix } from "node:path";
import { isAppError } from "@berth/core";
import type { Call } from "../call.ts";
import type { ArchiveSource } from "./archive-source.ts";
import type { FileOwner } from "./file-owner.ts";
import { readTar } from "./read-tar.ts";
import type { TarHeader } from "./tar-entry.ts";

export interface WritablePaths {
	/** Absolute, sorted, none inside another. */
	readonly paths: readonly string[];
	/** Those of them in which the image holds nothing; one of a parent that was not read whole is not known to be so. */
	readonly empty: readonly string[];
	/** Parents too large to be read whole, or more paths than are taken: there may be others. */
	readonly truncated: boolean;
}

/** Where programs keep what they write. */
const parents: readonly string[] = [
	"/var/lib",
	"/var/log",
	"/var/run",
	"/var/cache",
	"/var/spool",
	"/var/www",
	"/data",
	"/home",
	"/opt",
	"/srv",
	"/app",
];
/** Of one parent. The engine sends contents too, so a large tree is cut short: what is found until then counts. */
const ENTRIES_MAX = 20_000;
const STREAM_BYTES_MAX = 128 * 1024 * 1024;
const PATHS_MAX = 16;

/**
 * The directories an image means to write to under a root that will be read-only: the topmost ones below the usual places that
 * belong to the container's user, or to any user but root when it starts as root and drops to another by itself.
 *
 * `covered`: paths that are writable anyway (volumes, tmpfs); they and what is below them are left out.
 */
export async function detectWritablePaths(
	source: ArchiveSource,
	{ user, covered }: { readonly user: FileOwner; readonly covered: readonly string[] },
	call: Call,
): Promise<WritablePaths> {
	const found: string[] = [];
	const empty: string[] = [];
	let truncated = false;
	for (const parent of parents) {
		if (isWithinAny(parent, covered)) continue;
		const archive = await source.open(parent, call);
		if (archive === null) continue;
		const below = await scan(archive, parent, user, call);
		found.push(...below.paths.filter((path) => !isWithinAny(path, covered)));
		empty.push(...below.empty);
		truncated ||= below.truncated;
	}
	const paths = found.slice(0, PATHS_MAX).sort();
	return { paths, empty: paths.filter((path) => empty.includes(path)), truncated: truncated || found.length > PATHS_MAX };
}

async function scan(archive: AsyncIterable<Uint8Array>, parent: string, user: FileOwner, call: Call): Promise<WritablePaths> {
	const paths: string[] = [];
	const full = new Set<string>();
	const cut = { paths, empty: [], truncated: true };
	let entries = 0;
	try {
		for await (const { header } of readTar(archive, STREAM_BYTES_MAX, call)) {
			if (++entries > ENTRIES_MAX) return cut;
			// Entries begin with the parent's last name, and a directory comes before what is in it.
			const path = posix.join(posix.dirname(parent), header.name).replace(/\/$/, "");
			const top = paths.find((one) => isWithinAny(path, [one]));
			if (top !== undefined && path !== top) full.add(top);
			if (top !== undefined || header.type !== "directory" || !isWrittenBy(header, user)) continue;
			if (isWithinAny(path, [parent])) paths.push(path);
		}
		return { paths, empty: paths.filter((path) => !full.has(path)), truncated: false };
	} catch (error) {
		if (isAppError(error, "BAD_INPUT") && error.data.why === "too-large") return cut;
		throw error;
	}
}

const isWrittenBy = ({ uid = 0 }: TarHeader, user: FileOwner): boolean => (user.uid === 0 ? uid !== 0 : uid === user.uid);

const isWithinAny = (path: string, tops: readonly string[]): boolean =>
	tops.some((top) => path === top || path.startsWith(top.endsWith("/") ? top : `${top}/`));
