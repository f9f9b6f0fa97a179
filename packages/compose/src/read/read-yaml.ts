import { Composer, type CST, type Document, LineCounter, Parser } from "yaml";
import { composeError, type Position } from "./compose-error.ts";
import { toTree } from "./to-tree.ts";
import type { Tree } from "./tree.ts";

/** Deeper: nothing of Compose is, and the composer below calls itself once for each level. */
const DEPTH_MAX = 40;

/**
 * Reads YAML as Compose does: 1.2 with merge keys, one document, each key once.
 *
 * Returns the tree, aliases and merges resolved, with its places; null for a file without content.
 * Errors  INVALID_COMPOSE with the line of what is wrong.
 * Cost    linear in the text: nothing here looks for a key or an anchor by walking.
 */
export function readYaml(text: string): Tree | null {
	const lines = new LineCounter();
	const at = (offset: number): Position => {
		const { line, col } = lines.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};
	const tokens = [...new Parser(lines.addNewLine).parse(text)];
	for (const token of tokens) checkTokens(token, at);
	// Keys that stand twice are found by toTree: the library compares every key with every other.
	const composer = new Composer({
		version: "1.2",
		schema: "core",
		merge: false,
		uniqueKeys: false,
		logLevel: "silent",
		prettyErrors: false,
	});
	const documents: Document[] = [];
	for (const document of composer.compose(tokens, true, text.length)) documents.push(document);
	for (const document of documents) {
		const [error] = document.errors;
		if (error) throw composeError("yaml", at(error.pos[0]), `this is not YAML: ${sentenceOf(error.code)}`);
		const warning = document.warnings.find(({ code }) => code !== "TAG_RESOLVE_FAILED");
		if (warning) throw composeError("yaml", at(warning.pos[0]), `this is not YAML: ${sentenceOf(warning.code)}`);
	}
	const [first, second] = documents;
	if (second) throw composeError("yaml", at(second.range?.[0] ?? 0), "a second document begins here; a Compose file is one document");
	const contents = first?.contents ?? null;
	return contents === null ? null : toTree(contents, at);
}

/** The library's own text may quote the file at length; these say what to look for. */
const sentences: Readonly<Record<string, string>> = {
	BAD_ALIAS: "an alias is not well written",
	BAD_DQ_ESCAPE: "a double-quoted text holds a backslash that escapes nothing; write it in single quotes",
	BAD_INDENT: "a line is not indented as those around it",
	BAD_SCALAR_START: "a text begins with a character that must be quoted",
	BLOCK_AS_IMPLICIT_KEY: "a key or a colon is where none may be; look at the indentation and at quotes",
	BLOCK_IN_FLOW: "what is in brackets cannot go on as an indented block",
	MISSING_CHAR: "something is not closed or not separated: a quote, a bracket, a comma or a colon with its space",
	MULTILINE_IMPLICIT_KEY: "a key goes over more than one line; look at the line above for a missing quote or colon",
	MULTIPLE_ANCHORS: "a value has two anchors",
	MULTIPLE_TAGS: "a value has two tags",
	TAB_AS_INDENT: "a line is indented by a tab; YAML takes spaces",
	UNEXPECTED_TOKEN: "something is where nothing may be; look at the indentation",
	BAD_DIRECTIVE: "a line that begins with % is no directive that YAML knows",
	KEY_OVER_1024_CHARS: "a key is longer than 1024 characters",
};
const sentenceOf = (code: string): string => sentences[code] ?? "it cannot be read from here on";

/**
 * Looks for what is nested too deeply and for quotes that do not close, of which the composer tells only the end of the file. Does not
 * call itself: what is too deep may not be walked by what does.
 */
function checkTokens(root: CST.Token, at: (offset: number) => Position): void {
	const open: (readonly [CST.Token, number])[] = [[root, 0]];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const [token, depth] = next;
		if (depth > DEPTH_MAX) throw composeError("too-deep", at(token.offset), `this is nested more than ${DEPTH_MAX} levels deep`);
		const quote = token.type === "double-quoted-scalar" ? '"' : token.type === "single-quoted-scalar" ? "'" : null;
		if (quote !== null && "source" in token && (token.source.length < 2 || !token.source.endsWith(quote)))
			throw composeError("yaml", at(token.offset), `this is not YAML: a quote (${quote}) opens here and does not close`);
		if (token.type === "document" && token.value) open.push([token.value, depth]);
		if (!("items" in token)) continue;
		for (const item of token.items) {
			if (item.key) open.push([item.key, depth + 1]);
			if (item.value) open.push([item.value, depth + 1]);
		}
	}
}
