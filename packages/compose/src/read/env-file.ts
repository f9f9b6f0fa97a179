import { interpolate, type Lookup } from "./interpolate.ts";

export interface EnvFile {
	readonly variables: Readonly<Record<string, string>>;
	/** Lines that are no assignment, counted from 1. */
	readonly badLines: readonly number[];
	/** Names that the values ask for and nobody gave. */
	readonly missing: readonly string[];
}

/**
 * Reads a file of `NAME=value` lines as Compose does, such as `.env`: comments, quotes, `export`, and variables of the lines above.
 *
 * `raw` takes each line as it stands, quotes and dollars too.
 */
export function readEnvFile(text: string, options: { readonly lookup?: Lookup; readonly raw?: boolean } = {}): EnvFile {
	const found = new Map<string, string>();
	const badLines: number[] = [];
	const missing = new Set<string>();
	const put = (name: string, value: string, line: number) => {
		if (!value.includes("$")) return void found.set(name, value);
		const result = interpolate(value, (name) => options.lookup?.(name) ?? found.get(name));
		for (const { name } of result.missing) missing.add(name);
		if (result.wrong !== null) badLines.push(line);
		else found.set(name, result.text);
	};
	const lines = text.replace(/\r\n?/g, "\n").split("\n");
	for (let index = 0; index < lines.length; index += 1) {
		const line = lines[index] ?? "";
		if (/^\s*(#|$)/.test(line)) continue;
		if (options.raw) {
			const equals = line.indexOf("=");
			if (equals > 0) found.set(line.slice(0, equals).trim(), line.slice(equals + 1));
			else badLines.push(index + 1);
			continue;
		}
		const [whole, name = "", rest = ""] = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(.*)$/.exec(line) ?? [];
		const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')[ \t]*(?:#.*)?$/.exec(rest);
		if (whole === undefined || name === "__proto__" || (quoted === null && /^["']/.test(rest))) badLines.push(index + 1);
		else if (quoted?.[2] !== undefined) found.set(name, quoted[2]);
		else if (quoted?.[1] !== undefined) put(name, withEscapes(quoted[1]), index + 1);
		// A comment needs a space before it: a # within a password is none.
		else put(name, withoutComment(rest), index + 1);
	}
	return { variables: Object.fromEntries(found), badLines, missing: [...missing] };
}

const withoutComment = (text: string): string => {
	const at = text.search(/(?:^|[ \t])#/);
	return (at < 0 ? text : text.slice(0, at)).trim();
};

const withEscapes = (text: string): string =>
	text.replace(/\\([nrt"\\$])/g, (_, char: string) => ({ n: "\n", r: "\r", t: "\t", $: "$$" })[char] ?? char);
