import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isAppError } from "@berth/core";
import { extract } from "tar-stream";
import type { Call } from "../call.ts";
import { archiveFault, type TarHeader } from "./tar-entry.ts";

export interface TarEntry {
	readonly header: TarHeader;
	/** Of a file; what is not read is skipped. */
	readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The entries of a tar stream, one at a time. Leaving the loop ends the stream.
 *
 * Errors  archive faults `malformed`, and `too-large` past `bytesMax` of the stream itself, headers and all.
 */
export async function* readTar(archive: AsyncIterable<Uint8Array>, bytesMax: number, { signal }: Call): AsyncGenerator<TarEntry> {
	const parser = extract();
	const feeding = pipeline(Readable.from(capped(archive, bytesMax), { objectMode: false }), parser, { signal });
	// Heard below, once the loop has ended.
	feeding.catch(() => undefined);
	try {
		for await (const content of parser) {
			yield { header: content.header, content: readContent(content, feeding) };
			content.resume();
		}
		await feeding;
	} catch (error) {
		throw signal.aborted ? error : parserFault(error);
	} finally {
		parser.destroy();
	}
}

/** What is in an entry. When the stream breaks off in it, that is told with what broke it. */
async function* readContent(content: AsyncIterable<unknown>, feeding: Promise<void>): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		for await (const chunk of content) if (chunk instanceof Uint8Array) yield chunk;
	} catch (error) {
		// A parser that was ended by its source says only that it was ended.
		const cause = await feeding.then(
			() => error,
			(reason: unknown) => reason,
		);
		throw parserFault(cause);
	}
}

/** The parser's own errors carry no number of the kernel and no brand of ours. */
function parserFault(error: unknown): unknown {
	if (isAppError(error) || !(error instanceof Error)) return error;
	const isOfParser = /^(Invalid tar header|Invalid header|Header exceeds max size|Unexpected end of data)/.test(error.message);
	return isOfParser ? archiveFault("malformed", "", error) : error;
}

async function* capped(archive: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of archive) {
		bytes += chunk.length;
		if (bytes > bytesMax) throw archiveFault("too-large", "");
		yield chunk;
	}
}
