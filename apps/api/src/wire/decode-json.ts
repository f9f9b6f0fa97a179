import { WireRefusal } from "./refusal.ts";

/** What a field of a request holds; a list holds records of one kind. */
type Kind = "text" | "integer" | "bytes" | Shape;
export interface Shape {
	readonly [field: string]: Kind;
}

type ValueOf<K> = K extends "text" ? string : K extends "integer" ? number : K extends "bytes" ? Buffer : RecordOf<K>[];
export type RecordOf<S> = { -readonly [F in keyof S]: ValueOf<S[F]> };

const malformed = () => new WireRefusal(400, "invalid request body");

/**
 * Reads a request as leniently as the protocol says: fields by any case of their letters, unknown ones left aside, null and absent
 * alike, only the first value of the body. What is of another kind than it should be is refused.
 *
 * Errors  WireRefusal 400.
 */
export function decodeJson<S extends Shape>(body: Uint8Array, shape: S): RecordOf<S> {
	return readRecord(firstValue(new TextDecoder().decode(body)), shape);
}

function firstValue(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Something may follow a value that is well.
	}
	try {
		return JSON.parse(text.slice(0, endOfFirst(text)));
	} catch {
		throw malformed();
	}
}

/** Where the first value of a text may end: after its last bracket, or what is no bracket as a whole. */
function endOfFirst(text: string): number {
	let depth = 0;
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const char = text[at];
		if (inString) {
			if (char === "\\") at++;
			else if (char === '"') inString = false;
		} else if (char === '"') inString = true;
		else if (char === "{" || char === "[") depth++;
		else if ((char === "}" || char === "]") && --depth <= 0) return at + 1;
	}
	return text.length;
}

function readRecord<S extends Shape>(value: unknown, shape: S): RecordOf<S> {
	const record: Record<string, unknown> = Object.fromEntries(Object.entries(shape).map(([field, kind]) => [field, emptyOf(kind)]));
	// Every field of the shape is there now, each with a value of its kind.
	const typed = record as RecordOf<S>;
	if (value === null) return typed;
	if (typeof value !== "object" || Array.isArray(value)) throw malformed();
	for (const [name, held] of Object.entries(value)) {
		const field = Object.hasOwn(shape, name) ? name : Object.keys(shape).find((one) => one.toLowerCase() === name.toLowerCase());
		const kind = field === undefined ? undefined : shape[field];
		if (field !== undefined && kind !== undefined && held !== null) record[field] = readValue(held, kind);
	}
	return typed;
}

const emptyOf = (kind: Kind) => (kind === "text" ? "" : kind === "integer" ? 0 : kind === "bytes" ? Buffer.alloc(0) : []);

function readValue(value: unknown, kind: Kind): unknown {
	if (kind === "text") return readText(value);
	if (kind === "bytes") return readBytes(readText(value));
	if (kind === "integer") {
		if (typeof value !== "number" || !Number.isInteger(value)) throw malformed();
		return value;
	}
	if (!Array.isArray(value)) throw malformed();
	return value.map((one) => readRecord(one, kind));
}

function readText(value: unknown): string {
	// No column of a table can hold a NUL.
	if (typeof value !== "string" || value.includes("\0")) throw malformed();
	return value.toWellFormed();
}

/** Standard base64 with its padding; line ends between are no part of it. */
function readBytes(text: string): Buffer {
	const plain = text.replace(/[\r\n]/g, "");
	if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) throw malformed();
	return Buffer.from(plain, "base64");
}
