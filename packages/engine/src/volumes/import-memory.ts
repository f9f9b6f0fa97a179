import { archiveFault } from "../files/tar-entry.ts";
import { readablePath, type TreeEntry, type TreeItem } from "./export-entry.ts";
import { notEmpty, type TreeWriter } from "./import-tree.ts";

/** The data of a volume of a simulated host. */
export interface MemoryTree {
	items(): AsyncIterable<TreeItem>;
	writer(): TreeWriter;
}

/** Keeps the entries of an archive, under the rules of the disk: a directory before what is in it, nothing twice. */
export function createMemoryTree(): MemoryTree {
	const kept = new Map<string, { readonly entry: TreeEntry; readonly content: readonly Uint8Array[] }>();

	async function write(entry: TreeEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
		const label = readablePath(entry.parts);
		const path = entry.parts.join("/");
		const above = entry.parts.slice(0, -1).join("/");
		if (entry.parts.length === 1 ? entry.kind !== "directory" : kept.get(above)?.entry.kind !== "directory")
			throw archiveFault("malformed", label);
		if (kept.has(path)) throw archiveFault("duplicate", label);
		if (entry.kind === "hardlink" && kept.get(entry.source.join("/"))?.entry.kind !== "file") throw archiveFault("escape", label);
		const chunks: Uint8Array[] = [];
		for await (const chunk of content) chunks.push(chunk);
		kept.set(path, { entry, content: chunks });
	}

	return {
		async *items() {
			for (const { entry, content } of kept.values()) {
				if (entry.kind === "file") yield { entry, content: each(content) };
				else yield { entry };
			}
		},
		writer() {
			if (kept.size > 0) throw notEmpty();
			return { write, finish: async () => undefined, [Symbol.asyncDispose]: async () => undefined };
		},
	};
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
	yield* chunks;
}
