import type { Call } from "../call.ts";
import { readTar } from "../files/read-tar.ts";
import { archiveFault } from "../files/tar-entry.ts";
import { TreeDigest, type TreeReport } from "./export-digest.ts";
import type { TreeEntry } from "./export-entry.ts";
import { pathOf, toTreeEntry } from "./import-entry.ts";
import type { TreeWriter } from "./import-tree.ts";

/** Where the data of one volume of an archive goes, and how much of it may come. */
export interface ImportTarget {
	readonly id: string;
	/** The directory of the archive that its data stands in. */
	readonly prefix: string;
	/** Of the content of its files, holes counted as what they read as. */
	readonly bytesMax: number;
	readonly entriesMax: number;
}

export interface ImportOrder {
	/** Names of the first and the last document, as they are in the archive. */
	readonly first: string;
	readonly last: string;
	/** Told the first document, before anything is written. Says which volumes take the rest; they exist, and are empty. */
	begin(first: unknown): Promise<readonly ImportTarget[]>;
}

export interface ImportedArchive {
	/** What the last document says of itself; whether it is true is for the caller to see. */
	readonly last: unknown;
	/** What came for each target, in their order. */
	readonly volumes: readonly (TreeReport & { readonly prefix: string })[];
}

/** Opens an empty volume for writing. */
export type OpenWriter = (target: ImportTarget, call: Call) => Promise<TreeWriter>;

/** Of a document. The last one names what was left out, a thousand paths at most for each volume. */
const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;
/** Headers and padding of one entry: its own, and one for what that cannot hold. */
const HEADER_BYTES_MAX = 16 * 1024;
/** What stands around the entries. */
const MARGIN_BYTES = 64 * 1024;

/**
 * Writes the volumes of an archive of ours as it comes, in the order it has them, and hands over its last document.
 *
 * Errors  archive faults (BAD_INPUT, `data.why`): `incomplete` when the last entry is missing; `malformed` for what stands in no volume,
 *         in another order, or after the end; and those of anything that may not be. What was written by then stays.
 */
export async function importArchive(
	archive: AsyncIterable<Uint8Array>,
	order: ImportOrder,
	openWriter: OpenWriter,
	call: Call,
): Promise<ImportedArchive> {
	const room = { left: DOCUMENT_BYTES_MAX + MARGIN_BYTES };
	let targets: readonly ImportTarget[] | null = null;
	let last: { readonly document: unknown } | null = null;
	await using filling = createFilling(openWriter, call);
	for await (const { header, content } of readTar(within(room, archive), Number.POSITIVE_INFINITY, call)) {
		const path = pathOf(header);
		if (last !== null) throw archiveFault("malformed", header.name);
		if (targets === null) {
			if (header.name !== order.first) throw archiveFault("malformed", header.name);
			targets = await order.begin(await readDocument(header, content));
			for (const { bytesMax, entriesMax } of targets) room.left += bytesMax + entriesMax * HEADER_BYTES_MAX;
			room.left += DOCUMENT_BYTES_MAX;
		} else if (header.name === order.last) {
			last = { document: await readDocument(header, content) };
		} else {
			const at = targets.findIndex(({ prefix }) => isBelow(path, prefix.split("/")));
			const target = targets[at];
			if (target === undefined) throw archiveFault("malformed", header.name);
			const prefix = target.prefix.split("/");
			await filling.write(at, target, toTreeEntry(header, path.slice(prefix.length), prefix), content);
		}
	}
	if (targets === null || last === null) throw archiveFault("incomplete", "");
	return { last: last.document, volumes: await filling.finish(targets) };
}

const isBelow = (path: readonly string[], prefix: readonly string[]): boolean =>
	path.length > prefix.length && prefix.every((part, at) => path[at] === part);

/** The volumes one after the other: one that was left is not come back to. */
function createFilling(openWriter: OpenWriter, call: Call) {
	const reports = new Map<number, TreeReport>();
	let current: { readonly at: number; readonly writer: TreeWriter; readonly digest: TreeDigest } | null = null;

	async function leave(): Promise<void> {
		if (current === null) return;
		const { at, writer, digest } = current;
		await writer.finish();
		reports.set(at, digest.report());
		current = null;
		await writer[Symbol.asyncDispose]();
	}

	async function enter(at: number, target: ImportTarget) {
		if (current?.at === at) return current;
		await leave();
		current = { at, writer: await openWriter(target, call), digest: new TreeDigest() };
		return current;
	}

	return {
		async write(at: number, target: ImportTarget, entry: TreeEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
			const name = [target.prefix, ...entry.parts].join("/");
			if (reports.has(at)) throw archiveFault("malformed", name);
			const { writer, digest } = await enter(at, target);
			if (digest.entries >= target.entriesMax) throw archiveFault("too-many", name);
			if (entry.kind !== "file") {
				await writer.write(entry, content);
				return digest.add(entry);
			}
			if (entry.size > target.bytesMax - digest.bytes) throw archiveFault("too-large", name);
			await writer.write(entry, digest.addFile(entry, content));
		},
		async finish(targets: readonly ImportTarget[]): Promise<ImportedArchive["volumes"]> {
			await leave();
			return targets.map(({ prefix }, at) => ({ prefix, ...(reports.get(at) ?? new TreeDigest().report()) }));
		},
		async [Symbol.asyncDispose]() {
			await current?.writer[Symbol.asyncDispose]();
		},
	};
}

async function readDocument(
	header: { readonly name: string; readonly type?: string | null | undefined; readonly size?: number | undefined },
	content: AsyncIterable<Uint8Array>,
): Promise<unknown> {
	if (header.type !== "file" || !((header.size ?? 0) <= DOCUMENT_BYTES_MAX)) throw archiveFault("malformed", header.name);
	const chunks: Uint8Array[] = [];
	for await (const chunk of content) chunks.push(chunk);
	try {
		return JSON.parse(Buffer.concat(chunks).toString("utf8"));
	} catch (error) {
		throw archiveFault("malformed", header.name, error);
	}
}

async function* within(room: { left: number }, archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const chunk of archive) {
		room.left -= chunk.length;
		if (room.left < 0) throw archiveFault("too-large", "");
		yield chunk;
	}
}
