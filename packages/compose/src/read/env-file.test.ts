import { expect, test } from "vitest";
import { readEnvFile } from "./env-file.ts";

test("lines are read as Compose reads them", () => {
	const text = [
		"# a comment",
		"PLAIN=value",
		"  SPACED =  around  ",
		"export EXPORTED=yes",
		"HASH=ab#cd # a comment",
		"SINGLE='as it is $PLAIN \\n' # a comment",
		'DOUBLE="a\\nb $PLAIN \\"q\\" \\$PLAIN"',
		`REF=\${PLAIN}-\${GIVEN}-\${GONE:-default}`,
		"EMPTY=",
		"COLON: value",
		"",
	].join("\r\n");
	expect(readEnvFile(text, { lookup: (name) => (name === "GIVEN" ? "given" : undefined) })).toEqual({
		variables: {
			PLAIN: "value",
			SPACED: "around",
			EXPORTED: "yes",
			HASH: "ab#cd",
			SINGLE: "as it is $PLAIN \\n",
			DOUBLE: 'a\nb value "q" $PLAIN',
			REF: "value-given-default",
			EMPTY: "",
			COLON: "value",
		},
		badLines: [],
		missing: [],
	});
});

test("what is no assignment is told by its line, and what asks for a variable that nobody gave by its name", () => {
	expect(readEnvFile('A=1\nnothing\n"quoted"=x\nB="open\n__proto__=x\nC=$GONE\nD=${\n')).toEqual({
		variables: { A: "1", C: "" },
		badLines: [2, 3, 4, 5, 7],
		missing: ["GONE"],
	});
});

test("a raw file is taken as it stands", () => {
	expect(readEnvFile("A='x' $Y # z\n# comment\nB\n", { raw: true })).toEqual({
		variables: { A: "'x' $Y # z" },
		badLines: [3],
		missing: [],
	});
});
