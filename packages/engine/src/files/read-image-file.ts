import { posix } from "node:path";
import type { Call } from "../call.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { readTar } from "./read-tar.ts";
import { archiveFault, type TarHeader } from "./tar-entry.ts";

/** Links followed from one name to the next, inside the image and by the source alone. */
const HOPS_MAX = 8;
/** Headers before the content. */
const HEADER_BYTES_MAX = 16 * 1024;

/** What the first header at a path says; null when there is no such path. The path's own links are not followed. */
export async function readFirstHeader(source: ArchiveSource, path: string, call: Call): Promise<TarHeader | null> {
	const archive = await source.open(path, call);
	if (archive === null) return null;
	// The stream of a directory holds all below it; only its beginning is read.
	for await (const { header } of readTar(archive, Number.MAX_SAFE_INTEGER, call)) return header;
	throw archiveFault("malformed", path);
}

/**
 * The text of a file of an image, links followed as the container would.
 *
 * Returns null when there is none. Errors  BAD_INPUT `too-large` past `bytesMax`.
 */
export async function readImageFile(source: ArchiveSource, path: string, bytesMax: number, call: Call): Promise<string | null> {
	let at = path;
	for (let hop = 0; hop < HOPS_MAX; hop++) {
		const found = await readOnce(source, at, bytesMax, call);
		if (typeof found !== "object" || found === null) return found;
		at = posix.resolve(posix.dirname(at), found.link);
	}
	return null;
}

async function readOnce(
	source: ArchiveSource,
	path: string,
	bytesMax: number,
	call: Call,
): Promise<string | null | { readonly link: string }> {
	const archive = await source.open(path, call);
	if (archive === null) return null;
	for await (const { header, content } of readTar(archive, bytesMax + HEADER_BYTES_MAX, call)) {
		if (header.type === "symlink" && header.linkname) return { link: header.linkname };
		if (header.type !== "file") return null;
		if ((header.size ?? 0) > bytesMax) throw archiveFault("too-large", path);
		const chunks: Uint8Array[] = [];
		for await (const chunk of content) if (chunk instanceof Uint8Array) chunks.push(chunk);
		return Buffer.concat(chunks).toString("utf8");
	}
	throw archiveFault("malformed", path);
}
