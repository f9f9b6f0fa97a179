import { composeError } from "./compose-error.ts";

/** Larger: a file that nobody wrote, and a second of work to read what somebody made up. The largest real ones have some 60 KiB. */
const BYTES_MAX = 128 * 1024;

/**
 * The text of a file.
 *
 * Errors  INVALID_COMPOSE when it is too large, no UTF-8, or holds what no text holds.
 */
export function decode(input: string | Uint8Array): string {
	const tooLarge = () => composeError("too-large", { line: 1, column: 1 }, `the file is larger than ${BYTES_MAX / 1024} KiB`);
	if (input.length > BYTES_MAX) throw tooLarge();
	const text = typeof input === "string" ? input : fromBytes(input);
	if (typeof input === "string" && new TextEncoder().encode(text).length > BYTES_MAX) throw tooLarge();
	// Half of a pair of UTF-16, NUL and the like: YAML allows none of them, and what is behind would lose them silently.
	const bad = /\p{Cs}|[^\P{Cc}\t\n\r]/u.exec(text);
	if (bad) throw composeError("not-utf8", positionIn(text, bad.index), "there is a character that no text holds; save the file as UTF-8");
	return text.replace(/^\uFEFF/, "");
}

function fromBytes(bytes: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		// What is right up to the first wrong byte tells its line.
		const text = new TextDecoder("utf-8").decode(bytes);
		throw composeError("not-utf8", positionIn(text, Math.max(0, text.indexOf("\uFFFD"))), "this is not UTF-8; save the file as UTF-8");
	}
}

function positionIn(text: string, offset: number) {
	const before = text.slice(0, offset);
	return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
