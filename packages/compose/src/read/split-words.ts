/** Words of a line, or why it is none that can be split without a shell. */
export type Words = { readonly words: readonly string[] } | { readonly why: string };

/**
 * Splits a line into words by quotes and backslashes, as Compose does with a command written as text. There is no shell: what only a shell
 * understands is an error, where Compose would cut the line there and say nothing.
 */
export function splitWords(line: string): Words {
	const words: string[] = [];
	let word = "";
	let open = false;
	let quote: '"' | "'" | null = null;
	for (let i = 0; i < line.length; i += 1) {
		const char = line.charAt(i);
		if (quote === "'") {
			if (char === "'") quote = null;
			else word += char;
		} else if (char === "\\") {
			const next = line.charAt(i + 1);
			if (next === "") return { why: "it ends in a backslash" };
			// Within double quotes a backslash takes only these; a line that goes on is one space.
			if (quote === '"' && !['"', "\\", "$", "`", "\n"].includes(next)) word += char;
			if (next !== "\n") {
				word += next;
				open = true;
			}
			i += 1;
		} else if (quote === '"') {
			if (char === '"') quote = null;
			else word += char;
		} else if (char === '"' || char === "'") {
			quote = char;
			open = true;
		} else if (/\s/.test(char)) {
			if (open) words.push(word);
			word = "";
			open = false;
		} else if (";&|<>`".includes(char)) return { why: `it holds ${char}, which only a shell understands` };
		else {
			word += char;
			open = true;
		}
	}
	if (quote !== null) return { why: "a quote is not closed" };
	if (open) words.push(word);
	return { words };
}
