import { readFileSync, writeFileSync } from "node:fs";
import ts from "@typescript/typescript6";

export interface Checked {
	readonly made: string;
	/** What runs. */
	readonly source: string;
	/** What is said of it. */
	readonly declarations: string;
	readonly configFile: string;
}

/** Whom the client may not lead to, and what a program that uses it need not have. */
const foreign =
	/@berth\/|@trpc\/|\b(hono|drizzle|dockerode|docker|kysely|postgres|pg|pino|better-auth|zod)\b|\bimport\b\s*[({*"'{]|\bany\b(?=[;,)>\]])/i;

/** Compiles only if the program is what its declarations say, call by call: what each takes, and what each gives. Errors  plain, with what differs. */
export function checkDeclarations({ made, source, declarations, configFile }: Checked): void {
	const text = readFileSync(declarations, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, "");
	const found = foreign.exec(text);
	if (found !== null) throw new Error(`the declarations name ${JSON.stringify(found[0])}, which programs that use the client do not have`);
	const file = `${made}is-true.ts`;
	writeFileSync(
		file,
		`import * as real from "${source}";\nimport type * as said from "${declarations.replace(/\.d\.ts$/, ".js")}";\nexport const isTrue: typeof said = real;\n`,
	);
	const { options } = ts.parseJsonConfigFileContent(
		ts.readConfigFile(configFile, ts.sys.readFile).config,
		ts.sys,
		configFile.replace(/[^/]+$/, ""),
	);
	// What is left out and what is undefined are one in JSON.
	const program = ts.createProgram([file], { ...options, exactOptionalPropertyTypes: false });
	const problems = [file, declarations].flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)));
	if (problems.length === 0) return;
	const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => made, getNewLine: () => "\n" };
	throw new Error(`what the client says of itself is not true:\n${ts.formatDiagnostics(problems, host)}`);
}
