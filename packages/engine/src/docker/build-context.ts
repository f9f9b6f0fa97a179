import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { AppError } from "@berth/core";
import { readTar } from "../files/read-tar.ts";
import { assertSafeName } from "../safe-names.ts";

/** A context as it was uploaded, in a file of ours, so that it is read before a daemon gets it. */
export interface BuildContext extends AsyncDisposable {
	readonly dockerfile: string;
	open(): Readable;
}

const DOCKERFILE_BYTES_MAX = 1024 * 1024;

/** Errors  BAD_INPUT with `data.why` = `too-large`, `malformed`, or `dockerfile` when there is none. */
export async function receiveContext(
	archive: AsyncIterable<Uint8Array>,
	{
		id,
		dockerfile = "Dockerfile",
		bytesMax,
	}: { readonly id?: string | undefined; readonly dockerfile?: string | undefined; readonly bytesMax: number },
	signal: AbortSignal,
): Promise<BuildContext> {
	const folder = await makeFolder(id);
	const path = join(folder, "context.tar");
	const opened = new Set<Readable>();
	const dispose = async () => {
		for (const stream of opened) stream.destroy();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		await pipeline(capped(archive, bytesMax), createWriteStream(path, { mode: 0o600 }), { signal });
		return {
			dockerfile: await findDockerfile(createReadStream(path), dockerfile, bytesMax, signal),
			open() {
				const stream = createReadStream(path);
				opened.add(stream);
				return stream;
			},
			[Symbol.asyncDispose]: dispose,
		};
	} catch (error) {
		await dispose();
		throw signal.aborted ? new AppError("ABORTED", { cause: signal.reason }) : error;
	}
}

async function makeFolder(id: string | undefined): Promise<string> {
	if (id === undefined) return mkdtemp(FOLDER);
	const folder = folderOf(id);
	await mkdir(folder, { mode: 0o700 });
	return folder;
}

const FOLDER = join(tmpdir(), "berth-build-");
const folderOf = (id: string): string => `${FOLDER}${assertSafeName(id)}`;

/** Removes the context of a build that was not there to do it; harmless when it is gone. */
export const removeContext = (id: string): Promise<void> => rm(folderOf(id), { recursive: true, force: true });

async function findDockerfile(archive: Readable, name: string, bytesMax: number, signal: AbortSignal): Promise<string> {
	let found: string | null = null;
	// To its end: the last entry of a name is the one that counts.
	for await (const { header, content } of readTar(archive, bytesMax, { signal })) {
		if (posix.normalize(header.name) !== posix.normalize(name)) continue;
		if (header.type !== "file" || (header.size ?? 0) > DOCKERFILE_BYTES_MAX) throw noDockerfile();
		found = await text(content);
	}
	if (found === null) throw noDockerfile();
	return found;
}

const noDockerfile = (): AppError =>
	new AppError("BAD_INPUT", { message: "The build context holds no Dockerfile that can be read.", data: { why: "dockerfile" } });

async function* capped(archive: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of archive) {
		bytes += chunk.length;
		if (bytes > bytesMax)
			throw new AppError("BAD_INPUT", { message: "The build context is too large.", data: { why: "too-large", bytesMax } });
		yield chunk;
	}
}
