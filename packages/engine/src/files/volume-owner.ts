import type { Call } from "../call.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { type FileOwner, isFileId, rootOwner } from "./file-owner.ts";
import { readFirstHeader } from "./read-image-file.ts";

/**
 * Who an image expects to write to its declared volumes, for an image that names no user and drops to one by itself.
 *
 * Returns the owner all of these paths have in the image, if it is one and neither its user nor its group is root; else root.
 */
export async function detectVolumeOwner(source: ArchiveSource, paths: readonly string[], call: Call): Promise<FileOwner> {
	let owner: FileOwner | null = null;
	for (const path of paths) {
		const { uid = 0, gid = 0, type } = (await readFirstHeader(source, path, call)) ?? {};
		if (type !== "directory" || uid === 0 || gid === 0 || !isFileId(uid) || !isFileId(gid)) return rootOwner;
		if (owner !== null && (owner.uid !== uid || owner.gid !== gid)) return rootOwner;
		owner = { uid, gid };
	}
	return owner ?? rootOwner;
}
