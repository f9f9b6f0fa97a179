/** A JSON text read with the line of every value, or the first place where it is no JSON. */
export type LocatedJson =
	| { readonly ok: true; readonly value: unknown; readonly lineOf: ReadonlyMap<string, number> }
	| { readonly ok: false; readonly line: number; readonly message: string };

class Stop extends Error {
	readonly at: number;
	constructor(at: number, message: string) {
		super(message);
		this.at = at;
	}
}

/**
 * Reads JSON and remembers where each value stands, by its path: `services.web.image`.
 *
 * Units   lines count from 1.
 */
export function locateJson(text: string): LocatedJson {
	const reader = createReader(text);
	try {
		const value = reader.value("");
		reader.end();
		return { ok: true, value, lineOf: reader.lineOf };
	} catch (err) {
		if (!(err instanceof Stop)) throw err;
		return { ok: false, line: lineAt(text, err.at), message: err.message };
	}
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

// Strings and numbers are found here and read by JSON.parse, which knows every escape.
const stringToken = /"(?:[^"\\\n]|\\.)*"/y;
const plainToken = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function createReader(text: string) {
	const lineOf = new Map<string, number>();
	let at = 0;
	const skip = () => {
		while (/\s/.test(text[at] ?? "x")) at++;
	};
	const shown = () => (at >= text.length ? "the end of the text" : `"${text[at]}"`);
	const take = (token: RegExp): string | null => {
		token.lastIndex = at;
		const found = token.exec(text)?.[0] ?? null;
		if (found !== null) at += found.length;
		return found;
	};
	const string = (what: string): string => {
		const start = at;
		const token = take(stringToken);
		if (token === null)
			throw new Stop(start, text[at] === '"' ? "this text has no closing quote" : `expected ${what} here, found ${shown()}`);
		try {
			return String(JSON.parse(token));
		} catch {
			throw new Stop(start, "this text holds an escape that JSON does not know");
		}
	};
	const members = (close: string, member: () => void): void => {
		at++;
		skip();
		if (text[at] === close) {
			at++;
			return;
		}
		for (;;) {
			skip();
			if (text[at] === close) throw new Stop(at, `a comma before "${close}" is one too many`);
			member();
			skip();
			if (text[at] === close) break;
			if (text[at] !== ",") throw new Stop(at, `expected a comma or "${close}" here, found ${shown()}`);
			at++;
		}
		at++;
	};
	const value = (path: string): unknown => {
		skip();
		lineOf.set(path, lineAt(text, at));
		const inside = (key: string | number) => (path === "" ? String(key) : `${path}.${key}`);
		if (text[at] === "{") {
			const entries: [string, unknown][] = [];
			members("}", () => {
				const start = at;
				const key = string("a name in quotes");
				if (entries.some(([known]) => known === key)) throw new Stop(start, `"${key}" is written twice`);
				skip();
				if (text[at] !== ":") throw new Stop(at, `expected a colon after "${key}", found ${shown()}`);
				at++;
				entries.push([key, value(inside(key))]);
			});
			return Object.fromEntries(entries);
		}
		if (text[at] === "[") {
			const items: unknown[] = [];
			members("]", () => void items.push(value(inside(items.length))));
			return items;
		}
		if (text[at] === '"') return string("a text");
		const plain = take(plainToken);
		if (plain === null) throw new Stop(at, `expected a value here, found ${shown()}`);
		return JSON.parse(plain);
	};
	const end = () => {
		skip();
		if (at < text.length) throw new Stop(at, `nothing may follow the manifest, found ${shown()}`);
	};
	return { value, end, lineOf };
}
