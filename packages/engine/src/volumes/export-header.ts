import { AppError } from "@berth/core";
import { readablePath, type TreeEntry } from "./export-entry.ts";

/** Names that are no UTF-8, in base64: the standard records hold text alone. */
export const PATH_RECORD = "BERTH.path";
export const LINK_RECORD = "BERTH.linkpath";

/** The fields of a ustar header hold no more; larger ones stand in a record beside it. */
const OWNER_MAX = 0o777777;
const SECONDS_MAX = 2 ** 31 - 1;
const NS = 1_000_000_000n;

const types = { directory: "directory", file: "file", symlink: "symlink", hardlink: "link" } as const;

/**
 * The header that says all of an entry in the format of POSIX (pax), so that any tar reads it: times to the nanosecond, owners of any
 * number, names of any bytes.
 */
export function toTarHeader(prefix: string, entry: TreeEntry) {
	const path = textOf([prefix, ...entry.parts].join("/"));
	const link = linkOf(prefix, entry);
	return {
		name: entry.kind === "directory" ? `${path.text}/` : path.text,
		type: types[entry.kind],
		// The bit beyond the rights, which is not written, keeps the packer from taking "no rights at all" for "not said".
		mode: entry.mode | 0o10000,
		uid: Math.min(entry.owner.uid, OWNER_MAX),
		gid: Math.min(entry.owner.gid, OWNER_MAX),
		size: entry.kind === "file" ? entry.size : 0,
		mtime: new Date(clampSeconds(entry.modifiedNs) * 1_000),
		...(link === null ? {} : { linkname: link.text }),
		pax: {
			mtime: secondsText(entry.modifiedNs),
			...(entry.owner.uid > OWNER_MAX ? { uid: String(entry.owner.uid) } : {}),
			...(entry.owner.gid > OWNER_MAX ? { gid: String(entry.owner.gid) } : {}),
			...(path.bytes === null ? {} : { [PATH_RECORD]: path.bytes }),
			...(link === null || link.bytes === null ? {} : { [LINK_RECORD]: link.bytes }),
		},
	};
}

function linkOf(prefix: string, entry: TreeEntry) {
	if (entry.kind === "symlink") return textOf(entry.target);
	return entry.kind === "hardlink" ? textOf([prefix, ...entry.source].join("/")) : null;
}

/** Bytes as text, and in base64 where the text does not say them exactly. */
function textOf(bytes: string): { readonly text: string; readonly bytes: string | null } {
	const raw = Buffer.from(bytes, "latin1");
	const text = raw.toString("utf8");
	return { text, bytes: text.includes("\ufffd") ? raw.toString("base64") : null };
}

const clampSeconds = (ns: bigint): number => Math.min(Math.max(0, Number(ns / NS)), SECONDS_MAX);

function secondsText(ns: bigint): string {
	const size = ns < 0n ? -ns : ns;
	return `${ns < 0n ? "-" : ""}${size / NS}.${String(size % NS).padStart(9, "0")}`;
}

/** The error for a tree that cannot be told in an archive. */
export const notArchivable = (
	why: "changed" | "too-deep" | "too-large" | "too-many-links",
	parts: readonly string[],
	cause?: unknown,
): AppError =>
	new AppError("CONFLICT", {
		message: sentences[why],
		data: { why, entry: readablePath(parts).slice(0, 200) },
		...(cause === undefined ? {} : { cause }),
	});

const sentences = {
	changed: "A file changed while it was read; nothing may write to data that is exported.",
	"too-deep": "A path in the data is too long or too deep to be exported.",
	"too-many-links": "The data holds too many files that have several names; they cannot be exported.",
	"too-large": "The data holds files that say they are far larger than the volume; they cannot be exported.",
} as const;
