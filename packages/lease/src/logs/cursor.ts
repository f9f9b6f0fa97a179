import { AppError } from "@berth/core";
import type { LogCursor } from "@berth/engine";

/** How far each instance's log was read, by instance key with generation (`web-0@3`). */
export type Positions = ReadonlyMap<string, LogCursor>;

/** Opaque to clients: base64url of JSON. It holds only instances that are still there, so it does not grow with a lease's age. */
export const encodeCursor = (positions: Positions): string =>
	Buffer.from(JSON.stringify([...positions].map(([key, { at, ordinal }]) => [key, at, ordinal]))).toString("base64url");

/** Notes how far one instance was read. The last entry of a cursor is so the line that it belongs to. */
export function advance(positions: Map<string, LogCursor>, key: string, to: LogCursor): void {
	positions.delete(key);
	positions.set(key, to);
}

const CURSOR_CHARS_MAX = 64 * 1024;

/** Errors  BAD_INPUT when it is none of ours. */
export function decodeCursor(text: string): Map<string, LogCursor> {
	const bad = () => new AppError("BAD_INPUT", { message: "The log position is not one of ours; leave it out to begin anew." });
	if (text.length > CURSOR_CHARS_MAX) throw bad();
	let parsed: unknown;
	try {
		parsed = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
	} catch {
		throw bad();
	}
	if (!Array.isArray(parsed)) throw bad();
	const positions = new Map<string, LogCursor>();
	for (const entry of parsed) {
		if (!Array.isArray(entry)) throw bad();
		const [key, at, ordinal] = entry as readonly unknown[];
		if (typeof key !== "string" || typeof at !== "string" || typeof ordinal !== "number") throw bad();
		positions.set(key, { at, ordinal });
	}
	return positions;
}
