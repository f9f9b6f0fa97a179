import { once } from "node:events";
import { asError } from "@berth/core";
import { type Pack, pack } from "tar-stream";
import type { Call } from "../call.ts";
import { TreeDigest, type TreeReport } from "./export-digest.ts";
import { readablePath, type SkippedEntry, type TreeItem } from "./export-entry.ts";
import { notArchivable, toTarHeader } from "./export-header.ts";

/** A file of the archive beside the volumes' data. */
export interface ArchiveDocument {
	readonly name: string;
	readonly content: unknown;
}

/** One volume of an archive. */
export interface ArchivedVolume {
	readonly id: string;
	/** The directory of the archive that its data stands in, such as `volumes/db-0`. */
	readonly prefix: string;
	/** Most bytes that its files may say they have, holes counted as what they read as. */
	readonly bytesMax: number;
}

export interface ExportedVolume extends TreeReport {
	readonly prefix: string;
	/** Paths of what was left out, the first of them. */
	readonly skipped: readonly { readonly path: string; readonly what: SkippedEntry["what"] }[];
	readonly skippedCount: number;
}

export interface ExportOrder {
	readonly first: ArchiveDocument;
	readonly volumes: readonly ArchivedVolume[];
	/** Asked when all data was read; what it throws ends the archive without its last entry, which makes it invalid. */
	readonly last: (volumes: readonly ExportedVolume[]) => Promise<ArchiveDocument>;
}

/** Opens the data of a volume for reading; ending the loop closes it. */
export type OpenTree = (volume: ArchivedVolume, call: Call) => AsyncIterable<TreeItem>;

/** Names in the report of all volumes, and of each so much; more are counted alone. More: the last entry is larger than a reader takes. */
const SKIPPED_NAMES_MAX = 1_000;
const SKIPPED_TEXT_MAX = 512;

/**
 * One tar of several volumes: the first document, each volume's tree below its prefix, the last document. Only an archive with its last
 * entry is whole, so whatever goes wrong is seen by whoever reads it, also without us.
 *
 * Errors  CONFLICT, `data.why` = `changed` when something wrote meanwhile; `too-deep`, `too-large` or `too-many-links` for what no archive
 *         can hold.
 */
export async function* exportArchive(
	order: ExportOrder,
	openTree: OpenTree,
	{ signal }: Call,
): AsyncGenerator<Uint8Array, void, undefined> {
	const over = new AbortController();
	const either = AbortSignal.any([signal, over.signal]);
	const archive = pack();
	const failure: { error: Error | null } = { error: null };
	const filling = fill(archive, order, openTree, { signal: either }).catch((error: unknown) => {
		failure.error = asError(error);
		archive.destroy();
	});
	const stop = () => archive.destroy();
	signal.addEventListener("abort", stop, { once: true });
	try {
		for await (const chunk of archive) yield chunk as Uint8Array;
	} catch (error) {
		throw failure.error ?? error;
	} finally {
		signal.removeEventListener("abort", stop);
		over.abort();
		archive.destroy();
		await filling;
	}
	// Destroyed without an error of its own, it looks to its reader as if it had ended.
	signal.throwIfAborted();
	if (failure.error !== null) throw failure.error;
}

async function fill(archive: Pack, order: ExportOrder, openTree: OpenTree, call: Call): Promise<void> {
	await addDocument(archive, order.first);
	const volumes: ExportedVolume[] = [];
	const names = { left: SKIPPED_NAMES_MAX };
	for (const volume of order.volumes) volumes.push(await addVolume(archive, volume, openTree(volume, call), names));
	await addDocument(archive, await unlessAborted(order.last(volumes), call.signal));
	archive.finalize();
}

/** Whoever ends the archive does not wait for an answer that may never come. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	const { promise, reject } = Promise.withResolvers<never>();
	const stop = () => reject(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		signal.throwIfAborted();
		return await Promise.race([work, promise]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}

async function addVolume(
	archive: Pack,
	{ prefix, bytesMax }: ArchivedVolume,
	tree: AsyncIterable<TreeItem>,
	names: { left: number },
): Promise<ExportedVolume> {
	const digest = new TreeDigest();
	const skipped: ExportedVolume["skipped"][number][] = [];
	let skippedCount = 0;
	for await (const item of tree) {
		if ("content" in item) {
			if (item.entry.size > bytesMax - digest.bytes) throw notArchivable("too-large", item.entry.parts);
			await addFile(archive, toTarHeader(prefix, item.entry), digest.addFile(item.entry, item.content));
			continue;
		}
		const { entry } = item;
		if (entry.kind === "skipped") {
			skippedCount += 1;
			if (names.left-- > 0) skipped.push({ path: readablePath(entry.parts).slice(0, SKIPPED_TEXT_MAX), what: entry.what });
			continue;
		}
		digest.add(entry);
		await addEntry(archive, toTarHeader(prefix, entry), null);
	}
	return { prefix, ...digest.report(), skipped, skippedCount };
}

async function addDocument(archive: Pack, { name, content }: ArchiveDocument): Promise<void> {
	await addEntry(archive, { name, mode: 0o644 }, `${JSON.stringify(content, null, "\t")}\n`);
}

type Header = Parameters<Pack["entry"]>[0];

function addEntry(archive: Pack, header: Header, content: string | null): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const settle = (error?: Error | null) => (error ? reject(error) : resolve());
	if (content === null) archive.entry(header, settle);
	else archive.entry(header, content, settle);
	return promise;
}

async function addFile(archive: Pack, header: Header, content: AsyncIterable<Uint8Array>): Promise<void> {
	const { promise: written, resolve, reject } = Promise.withResolvers<void>();
	const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()));
	// Heard at the end, or by whoever waits for room.
	written.catch(() => undefined);
	for await (const chunk of content) if (!sink.write(chunk)) await Promise.race([once(sink, "drain"), written]);
	sink.end(null);
	await written;
}
