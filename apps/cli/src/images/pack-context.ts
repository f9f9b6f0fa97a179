import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import { Failure } from "../run/failure.ts";
import type { ContextEntry } from "./list-context.ts";

/** The archive of what was listed, read as it is taken. Errors  a failure for a file that changed or went meanwhile. */
export function packContext(entries: readonly ContextEntry[], signal: AbortSignal): AsyncIterable<Uint8Array> {
	const archive = pack();
	(async () => {
		for (const entry of entries) await add(archive, entry, signal);
		archive.finalize();
	})().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
	return chunksOf(archive);
}

async function* chunksOf(archive: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const chunk of archive) if (chunk instanceof Uint8Array) yield chunk;
}

async function add(archive: ReturnType<typeof pack>, entry: ContextEntry, signal: AbortSignal): Promise<void> {
	const { path: name, mode, mtime } = entry;
	const header = { name, mode, mtime, uid: 0, gid: 0 };
	if (entry.kind !== "file") {
		const kind = entry.kind === "link" ? ({ type: "symlink", linkname: entry.target } as const) : ({ type: "directory" } as const);
		await new Promise<void>((resolve, reject) => archive.entry({ ...header, ...kind }, (error) => (error ? reject(error) : resolve())));
		return;
	}
	// It was a file when it was listed, and is opened only if it is one still.
	const file = await open(entry.file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() =>
		Promise.reject(changed(name)),
	);
	try {
		const now = await file.stat();
		if (!now.isFile() || now.size !== entry.bytes) throw changed(name);
		const into = archive.entry({ ...header, type: "file", size: now.size });
		const content = now.size === 0 ? Readable.from([]) : file.createReadStream({ end: now.size - 1, autoClose: false });
		await pipeline(content, into, { signal });
	} finally {
		await file.close();
	}
}

const changed = (name: string): Failure => new Failure("failure", `${name} changed while it was read; build again.`);
