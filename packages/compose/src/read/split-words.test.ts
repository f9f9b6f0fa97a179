import { expect, test } from "vitest";
import { splitWords } from "./split-words.ts";

test.each([
	["nginx -g 'daemon off;'", ["nginx", "-g", "daemon off;"]],
	['sh -c "echo \\"a b\\" > c && d"', ["sh", "-c", 'echo "a b" > c && d']],
	["  a\tb\n c ", ["a", "b", "c"]],
	["a '' \"\" b", ["a", "", "", "b"]],
	["a\\ b c\\'d", ["a b", "c'd"]],
	["--x='a b'c", ["--x=a bc"]],
	["\"a\\nb\" 'a\\nb'", ["a\\nb", "a\\nb"]],
	["a \\\n b", ["a", "b"]],
	["*.txt $HOME ~ #x", ["*.txt", "$HOME", "~", "#x"]],
	["", []],
])("%j is split into %j", (line, words) => {
	expect(splitWords(line)).toEqual({ words });
});

test.each(["a && b", "a; b", "a | b", "a > b", "a `b`", "a 'b", 'a "b', "a \\"])(
	"%j needs a shell or is not closed, and is not cut short",
	(line) => {
		expect(splitWords(line)).toHaveProperty("why");
	},
);
