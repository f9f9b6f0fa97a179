import { expect, test } from "vitest";
import { interpolate } from "./interpolate.ts";

const variables: Readonly<Record<string, string>> = { SET: "value", EMPTY: "", DOLLAR: "$SET" };
const run = (text: string) => interpolate(text, (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined));

test.each([
	["a $SET b", "a value b"],
	[`\${SET}$SET_`, "value"],
	[`$$SET $\${SET} 100$$`, `$SET \${SET} 100$`],
	[`\${EMPTY:-d}|\${EMPTY-d}|\${GONE:-d}|\${GONE-d}|\${SET:-d}`, "d||d|d|value"],
	[`\${EMPTY:+x}|\${EMPTY+x}|\${GONE+x}|\${SET:+x}`, "|x||x"],
	[`\${EMPTY?why}|\${SET:?why}`, "|value"],
	[`\${GONE:-\${ALSO:-\${SET}}}`, "value"],
	[`\${GONE:-a}b}`, "ab}"],
	[`\${GONE:-}`, ""],
	[`\${GONE:-/a:b?c+d-e}`, "/a:b?c+d-e"],
	// What a variable holds is text and is not looked at again.
	["$DOLLAR", "$SET"],
])("%s is %s", (text, expected) => {
	expect(run(text)).toMatchObject({ text: expected, wrong: null });
});

test("names without a value are told with what the file says of them, and stand for nothing", () => {
	expect(run(`$GONE \${EMPTY:?must be set} \${OTHER?}`)).toEqual({
		text: "  ",
		given: [],
		defaulted: [],
		missing: [
			{ name: "GONE", message: null },
			{ name: "EMPTY", message: "must be set" },
			{ name: "OTHER", message: null },
		],
		wrong: null,
	});
	expect(run(`\${SET} \${GONE:-d}`)).toMatchObject({ given: ["SET"], defaulted: ["GONE"], missing: [] });
});

test.each(["$", "a $ b", `\${`, `\${}`, `\${SET`, `\${1X}`, `\${SET!x}`, "$1", `\${A B}`])(
	"%s is no variable and said to be none",
	(text) => {
		expect(run(text).wrong).not.toBeNull();
	},
);
