import { createHash } from "node:crypto";
import type { FileEntry, PlainEntry, TreeEntry } from "./export-entry.ts";

/** What an archive holds of one volume. */
export interface TreeReport {
	readonly files: number;
	readonly directories: number;
	readonly links: number;
	/** Of the content of all files, holes counted as what they read as. */
	readonly bytes: number;
	/** Over every entry in the order of the archive: kind, path, owner, mode, time, size or link, SHA-256 of the content. */
	readonly sha256: string;
}

/** Adds up what an archive holds of a volume. Whoever writes one and whoever reads it come to the same, or it is not the same. */
export class TreeDigest {
	readonly #hash = createHash("sha256");
	readonly #counts = { files: 0, directories: 0, links: 0, bytes: 0 };

	get entries(): number {
		return this.#counts.files + this.#counts.directories + this.#counts.links;
	}

	get bytes(): number {
		return this.#counts.bytes;
	}

	/** An entry without content. */
	add(entry: PlainEntry): void {
		this.#counts[entry.kind === "directory" ? "directories" : "links"]++;
		const target = entry.kind === "symlink" ? entry.target : entry.kind === "hardlink" ? entry.source.join("/") : "";
		this.#line(entry, target, "");
	}

	/** A file and its content, which is handed on as it is read; it counts once it was read to its end. */
	async *addFile(entry: FileEntry, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
		const hash = createHash("sha256");
		for await (const chunk of content) {
			hash.update(chunk);
			yield chunk;
		}
		this.#counts.files++;
		this.#counts.bytes += entry.size;
		this.#line(entry, String(entry.size), hash.digest("hex"));
	}

	report(): TreeReport {
		return { ...this.#counts, sha256: this.#hash.copy().digest("hex") };
	}

	#line({ kind, parts, owner, mode, modifiedNs }: TreeEntry, more: string, sha256: string): void {
		const fields = [kind, parts.join("/"), owner.uid, owner.gid, mode.toString(8), modifiedNs, more, sha256];
		this.#hash.update(Buffer.from(`${fields.join("\0")}\n`, "latin1"));
	}
}
