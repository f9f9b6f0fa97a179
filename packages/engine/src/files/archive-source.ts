import type { Call } from "../call.ts";

/** Files of an image or a container, read as tar streams. */
export interface ArchiveSource {
	/**
	 * What stands at an absolute path, as a tar stream whose entries begin with the path's last name. Whoever stops reading ends
	 * the stream.
	 *
	 * Returns null when there is no such path. Errors  whatever keeps the source from answering: that is never "no such path".
	 */
	open(path: string, call: Call): Promise<AsyncIterable<Uint8Array> | null>;
}
