import { isFileId } from "../files/file-owner.ts";
import { archiveFault, type TarHeader } from "../files/tar-entry.ts";
import { TREE_DEPTH_MAX, TREE_PATH_BYTES_MAX, type TreeEntry } from "./export-entry.ts";
import { LINK_RECORD, PATH_RECORD } from "./export-header.ts";

const NAME_BYTES_MAX = 255;
const LINK_BYTES_MAX = 4_095;
const DIGITS = /^\d{1,10}$/;
const SECONDS = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?\d*$/;

/** The path of an entry as bytes, one per character, and its names. Errors  an archive fault for one that may lead out. */
export function pathOf(header: TarHeader): string[] {
	return partsOf(bytesOf(header, PATH_RECORD, header.name), header.name);
}

/**
 * The entry that a header tells of, below its volume's prefix.
 *
 * Errors  an archive fault for anything that is no file, directory or link, for a hard link out of the volume, and for odd owners,
 *         times and sizes.
 */
export function toTreeEntry(header: TarHeader, parts: readonly string[], prefix: readonly string[]): TreeEntry {
	const { name, mode = 0, size = 0 } = header;
	if (!Number.isInteger(mode) || mode < 0 || !Number.isSafeInteger(size) || size < 0) throw archiveFault("malformed", name);
	// The parser hands over no content for a directory, and waits for ever for a reader of a link's.
	if (header.type !== "file" && size !== 0) throw archiveFault("malformed", name);
	const base = { parts, owner: ownerOf(header), mode: mode & 0o7777, modifiedNs: modifiedOf(header) };
	switch (header.type) {
		case "directory":
			return { ...base, kind: "directory" };
		case "file":
			return { ...base, kind: "file", size };
		case "symlink":
			return { ...base, kind: "symlink", target: targetOf(header) };
		case "link":
			return { ...base, kind: "hardlink", source: sourceOf(header, prefix) };
		default:
			// Devices, fifos, and kinds that are not known.
			throw archiveFault("special", name);
	}
}

/** A record beside the header. */
function recordOf({ pax }: TarHeader, keyword: string): string | undefined {
	if (typeof pax !== "object" || pax === null || !Object.hasOwn(pax, keyword)) return undefined;
	const said: unknown = Reflect.get(pax, keyword);
	return typeof said === "string" ? said : undefined;
}

/** What a record of ours says, else the text as UTF-8. */
function bytesOf(header: TarHeader, record: string, text: string): string {
	const { name } = header;
	const said = recordOf(header, record);
	if (said === undefined) return Buffer.from(text, "utf8").toString("latin1");
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(said)) throw archiveFault("malformed", name);
	return Buffer.from(said, "base64").toString("latin1");
}

function partsOf(path: string, name: string): string[] {
	if (path.startsWith("/")) throw archiveFault("absolute", name);
	if (path.length > TREE_PATH_BYTES_MAX + NAME_BYTES_MAX || path.includes("\0")) throw archiveFault("name", name);
	const parts = path.split("/").filter((part) => part !== "" && part !== ".");
	if (parts.includes("..")) throw archiveFault("traversal", name);
	if (parts.length > TREE_DEPTH_MAX + 2 || parts.some((part) => part.length > NAME_BYTES_MAX)) throw archiveFault("name", name);
	return parts;
}

function ownerOf(header: TarHeader) {
	const { name, uid = 0, gid = 0 } = header;
	const owner = { uid: numberOf(name, recordOf(header, "uid")) ?? uid, gid: numberOf(name, recordOf(header, "gid")) ?? gid };
	if (!isFileId(owner.uid) || !isFileId(owner.gid)) throw archiveFault("owner", name);
	return owner;
}

function numberOf(name: string, text: string | undefined): number | null {
	if (text === undefined) return null;
	if (!DIGITS.test(text)) throw archiveFault("owner", name);
	return Number(text);
}

function modifiedOf(header: TarHeader): bigint {
	const { name, mtime } = header;
	const said = recordOf(header, "mtime");
	if (said === undefined) return BigInt(Math.trunc((mtime?.getTime() ?? 0) / 1_000)) * 1_000_000_000n;
	const [, sign, seconds = "", fraction = ""] = SECONDS.exec(said) ?? [];
	if (seconds === "") throw archiveFault("malformed", name);
	const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
	return sign === "-" ? -ns : ns;
}

function targetOf(header: TarHeader): string {
	const target = bytesOf(header, LINK_RECORD, header.linkname ?? "");
	if (target === "" || target.includes("\0") || target.length > LINK_BYTES_MAX) throw archiveFault("name", header.name);
	return target;
}

function sourceOf(header: TarHeader, prefix: readonly string[]): string[] {
	const parts = partsOf(bytesOf(header, LINK_RECORD, header.linkname ?? ""), header.name);
	const isInside = parts.length > prefix.length && prefix.every((part, at) => parts[at] === part);
	if (!isInside) throw archiveFault("escape", header.name);
	return parts.slice(prefix.length);
}
