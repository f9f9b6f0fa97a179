export interface JsonToken {
	readonly at: number;
	readonly kind: "key" | "text" | "value" | "plain";
	readonly text: string;
}

const token = /("(?:[^"\\\n]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)/g;

/** Cuts a text into what it should be coloured as. It takes any text: while one types, it is no JSON most of the time. */
export function toJsonTokens(text: string): readonly JsonToken[] {
	const tokens: JsonToken[] = [];
	let from = 0;
	const push = (kind: JsonToken["kind"], end: number) => {
		if (end > from) tokens.push({ at: from, kind, text: text.slice(from, end) });
		from = end;
	};
	for (const found of text.matchAll(token)) {
		const [whole, quoted, colon] = found;
		push("plain", found.index);
		if (quoted === undefined) push("value", found.index + whole.length);
		else push(colon === undefined ? "text" : "key", found.index + quoted.length);
	}
	push("plain", text.length);
	return tokens;
}
