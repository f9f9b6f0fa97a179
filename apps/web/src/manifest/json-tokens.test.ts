// @vitest-environment node
import { expect, test } from "vitest";
import { toJsonTokens } from "./json-tokens.ts";

test("names, texts and values are told apart", () => {
	const kinds = toJsonTokens('{ "a:": "b", "n": [1.5, true] }').filter(({ kind }) => kind !== "plain");
	expect(kinds.map(({ kind, text }) => [kind, text])).toEqual([
		["key", '"a:"'],
		["text", '"b"'],
		["key", '"n"'],
		["value", "1.5"],
		["value", "true"],
	]);
});

test("whatever is typed, the pieces together are the text", () => {
	for (const text of ["", "{", '{"open', '"a\n"b": nul', "x: y # z\n"])
		expect(
			toJsonTokens(text)
				.map((token) => token.text)
				.join(""),
		).toBe(text);
});
