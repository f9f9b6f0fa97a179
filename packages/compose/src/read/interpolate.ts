/** What a text with variables became, and what was met on the way. */
export interface Interpolated {
	readonly text: string;
	/** Names whose value was given. */
	readonly given: readonly string[];
	/** Names for which the file's own text was taken. */
	readonly defaulted: readonly string[];
	/** Names without a value and without a default, with what the file says about it. */
	readonly missing: readonly { readonly name: string; readonly message: string | null }[];
	/** What is no variable, as written; null when all of it is. */
	readonly wrong: string | null;
}

/** The value of a variable; undefined when nobody gave one. */
export type Lookup = (name: string) => string | undefined;

const NESTED_MAX = 20;
/** Longer: variables that multiply each other, and no text that a container takes. */
const TEXT_MAX = 256 * 1024;

/**
 * Puts variables into a text by Compose's rules: `$NAME`, `${NAME}`, `:-` `-` `:?` `?` `:+` `+`, and `$$` for a dollar.
 *
 * A name without a value becomes an empty text, as Compose has it; who calls decides whether that is good enough.
 */
export function interpolate(source: string, lookup: Lookup): Interpolated {
	const given = new Set<string>();
	const defaulted = new Set<string>();
	const missing = new Map<string, string | null>();
	let wrong: string | null = null;

	function expand(text: string, depth: number): string {
		let out = "";
		for (let i = 0; i < text.length; ) {
			if (out.length > TEXT_MAX) {
				wrong ??= "a text that grows without end";
				return "";
			}
			if (text[i] !== "$") {
				const next = text.indexOf("$", i);
				out += text.slice(i, next < 0 ? undefined : next);
				if (next < 0) break;
				i = next;
				continue;
			}
			if (text[i + 1] === "$") {
				out += "$";
				i += 2;
				continue;
			}
			const bare = /^[A-Za-z_]\w*/.exec(text.slice(i + 1, i + 257));
			if (bare) {
				out += plain(bare[0]);
				i += 1 + bare[0].length;
				continue;
			}
			const end = text[i + 1] === "{" && depth < NESTED_MAX ? closing(text, i + 2) : -1;
			if (end < 0) {
				// The rest as it stands: to look on behind each dollar that opens nothing would take the square of the text.
				wrong ??= text.slice(i, i + 40);
				out += text.slice(i);
				break;
			}
			out += braced(text.slice(i + 2, end), depth);
			i = end + 1;
		}
		return out;
	}

	function plain(name: string): string {
		const value = lookup(name);
		if (value === undefined) missing.set(name, missing.get(name) ?? null);
		else given.add(name);
		return value ?? "";
	}

	function braced(inner: string, depth: number): string {
		const [, name = "", operator = "", rest = ""] = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/.exec(inner) ?? [];
		if (name === "") {
			wrong ??= `\${${inner.slice(0, 40)}}`;
			return "";
		}
		if (operator === "") return plain(name);
		const value = lookup(name);
		const counts = value !== undefined && !(operator.startsWith(":") && value === "");
		if (operator.endsWith("+")) {
			(counts ? given : defaulted).add(name);
			return counts ? expand(rest, depth + 1) : "";
		}
		if (counts) {
			given.add(name);
			return value;
		}
		if (operator.endsWith("-")) {
			defaulted.add(name);
			return expand(rest, depth + 1);
		}
		missing.set(name, rest.slice(0, 200) || null);
		return "";
	}

	const text = expand(source, 0);
	return {
		text,
		given: [...given],
		defaulted: [...defaulted],
		missing: [...missing].map(([name, message]) => ({ name, message })),
		wrong,
	};
}

/** Where the brace ends that was opened before `from`; -1 when it does not. */
function closing(text: string, from: number): number {
	let depth = 1;
	for (let i = from; i < text.length; i += 1) {
		if (text[i] === "$" && text[i + 1] === "{") {
			depth += 1;
			i += 1;
		} else if (text[i] === "}") {
			depth -= 1;
			if (depth === 0) return i;
		}
	}
	return -1;
}
