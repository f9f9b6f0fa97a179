import type { FileOwner } from "../files/file-owner.ts";

interface EntryBase {
	/**
	 * Names from the top of the volume's data down to it, never none. A name is what the kernel says, which need not be UTF-8: one byte
	 * per character.
	 */
	readonly parts: readonly string[];
	readonly owner: FileOwner;
	/** The twelve bits of rights. */
	readonly mode: number;
	/** Since 1970; before that it is negative. */
	readonly modifiedNs: bigint;
}

export type FileEntry = EntryBase & { readonly kind: "file"; readonly size: number };

/** What has no content of its own. */
export type PlainEntry =
	| (EntryBase & { readonly kind: "directory" })
	/** Looked up inside the container, never by us; one byte per character. */
	| (EntryBase & { readonly kind: "symlink"; readonly target: string })
	/** Another name of a file that came before. */
	| (EntryBase & { readonly kind: "hardlink"; readonly source: readonly string[] });

/** What an archive holds of a volume's data. */
export type TreeEntry = FileEntry | PlainEntry;

/** What an archive leaves out, since it is no data: it means something to the kernel that has it alone. */
export interface SkippedEntry {
	readonly kind: "skipped";
	readonly parts: readonly string[];
	readonly what: "socket" | "fifo" | "device";
}

/** A file's content comes with it, to be read to its end before the next entry. */
export type TreeItem =
	| { readonly entry: FileEntry; readonly content: AsyncIterable<Uint8Array> }
	| { readonly entry: PlainEntry | SkippedEntry };

/** Deeper trees are refused: each level is a directory held open, and a path that is longer cannot be told to the kernel. */
export const TREE_DEPTH_MAX = 128;
export const TREE_PATH_BYTES_MAX = 3_500;

/** The name of an entry as text for people; what is no UTF-8 in it is lost. */
export const readablePath = (parts: readonly string[]): string => Buffer.from(parts.join("/"), "latin1").toString("utf8");
