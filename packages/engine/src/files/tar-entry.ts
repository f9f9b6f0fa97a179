import { AppError } from "@berth/core";
import { type FileOwner, isFileId } from "./file-owner.ts";
import { isPlainName } from "./held-directory.ts";

/** Why an archive was refused. */
export type ArchiveFault =
	| "absolute"
	| "traversal"
	| "name"
	| "owner"
	| "special"
	| "escape"
	| "duplicate"
	| "too-large"
	| "too-many"
	| "malformed"
	| "incomplete";

export const archiveFault = (why: ArchiveFault, entry: string, cause?: unknown): AppError =>
	new AppError("BAD_INPUT", {
		message: "The archive holds something that is not allowed.",
		data: { why, entry: entry.slice(0, ENTRY_TEXT_MAX) },
		...(cause === undefined ? {} : { cause }),
	});

/** The header of an entry, as the tar parser reads it. Nothing in it is to be trusted. */
export interface TarHeader {
	readonly name: string;
	readonly type?: string | null | undefined;
	readonly mode?: number | undefined;
	readonly uid?: number | undefined;
	readonly gid?: number | undefined;
	readonly size?: number | undefined;
	readonly mtime?: Date | undefined;
	readonly linkname?: string | null | undefined;
	/** Records beside the header, by their keywords. */
	readonly pax?: unknown;
}

interface EntryBase {
	/** For messages. */
	readonly name: string;
	/** Where it goes, from the top of the target; empty is the target itself. */
	readonly parts: readonly string[];
	readonly owner: FileOwner;
	readonly mode: number;
}

/** What may be written for an entry. */
export type SafeEntry =
	| (EntryBase & { readonly kind: "directory" })
	| (EntryBase & { readonly kind: "file"; readonly size: number })
	/** The target is kept as it is: it is looked up inside the container, and we never follow it. */
	| (EntryBase & { readonly kind: "symlink"; readonly target: string })
	/** Another name of a file that this archive brought. */
	| (EntryBase & { readonly kind: "hardlink"; readonly source: readonly string[] });

const ENTRY_TEXT_MAX = 200;
const PATH_BYTES_MAX = 4_095;
const DEPTH_MAX = 128;
/** Neither setuid nor setgid: what a tenant brings gives nobody more rights. */
const FILE_MODE = 0o777;
const DIRECTORY_MODE = 0o1777;
/** We must get into a directory to fill it. */
const DIRECTORY_MODE_MIN = 0o700;

/** Errors  an archive fault for anything that is no file, directory or link that stays inside. */
export function toSafeEntry(header: TarHeader): SafeEntry {
	const { name } = header;
	const base = { name, parts: inner(name, name), owner: ownerOf(header) };
	const mode = header.mode ?? 0;
	if (!Number.isInteger(mode) || mode < 0) throw archiveFault("malformed", name);
	const size = header.size ?? 0;
	if (!Number.isSafeInteger(size) || size < 0) throw archiveFault("malformed", name);
	// The parser hands over no content for a directory, and waits for ever for a reader of a link's.
	if (header.type !== "file" && size !== 0) throw archiveFault("malformed", name);

	if (header.type === "directory") return { ...base, kind: "directory", mode: (mode & DIRECTORY_MODE) | DIRECTORY_MODE_MIN };
	if (base.parts.length === 0) throw archiveFault("malformed", name);
	switch (header.type) {
		case "file":
			return { ...base, kind: "file", mode: mode & FILE_MODE, size };
		case "symlink":
			return { ...base, kind: "symlink", mode: FILE_MODE, target: symlinkTarget(header) };
		case "link":
			return { ...base, kind: "hardlink", mode: mode & FILE_MODE, source: inner(header.linkname ?? "", name) };
		default:
			// Devices, fifos, sockets, and kinds that are not known.
			throw archiveFault("special", name);
	}
}

/** The parts of a path without its first, which is the name of the directory that was archived. */
function inner(path: string, name: string): string[] {
	if (path.startsWith("/")) throw archiveFault("absolute", name);
	if (Buffer.byteLength(path) > PATH_BYTES_MAX) throw archiveFault("name", name);
	const parts = path.split("/").filter((part) => part !== "" && part !== ".");
	if (parts.includes("..")) throw archiveFault("traversal", name);
	// The replacement character: the name was no UTF-8, and two such names could become one.
	if (parts.some((part) => !isPlainName(part) || part.includes("\ufffd")) || parts.length > DEPTH_MAX) throw archiveFault("name", name);
	return parts.slice(1);
}

function ownerOf({ name, uid = 0, gid = 0 }: TarHeader): FileOwner {
	if (!isFileId(uid) || !isFileId(gid)) throw archiveFault("owner", name);
	return { uid, gid };
}

function symlinkTarget({ name, linkname }: TarHeader): string {
	const target = linkname ?? "";
	if (target === "" || target.includes("\0") || Buffer.byteLength(target) > PATH_BYTES_MAX) throw archiveFault("name", name);
	return target;
}
