import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ComposeImport, type ImportOptions, importCompose, type Row } from "@berth/compose";
import { isAppError, type Manifest } from "@berth/core";
import { parse } from "yaml";

const folder = join(import.meta.dirname, "corpus");

/** What stands beside a file of the corpus: what it is imported with, and what comes of it. */
export interface Expectation {
	readonly options?: ImportOptions;
	readonly outcome?: Outcome;
}

export interface Outcome {
	readonly ok: boolean;
	readonly name: string | null;
	readonly manifest: Manifest | null;
	/** Such as `db x1, 500m CPU, 512 MiB, disk`. */
	readonly items: readonly string[];
	/** Such as `14:5 services.web.privileged refused, blocks`. */
	readonly rows: readonly string[];
}

export async function readCorpus(): Promise<readonly string[]> {
	const files = await readdir(folder);
	return files.filter((file) => file.endsWith(".compose.yaml")).map((file) => file.slice(0, -".compose.yaml".length));
}

export const sourceOf = (name: string): Promise<string> => readFile(join(folder, `${name}.compose.yaml`), "utf8");
export const expectationFile = (name: string): string => join(folder, `${name}.expected.yaml`);

/** Null where nobody has written one. */
export async function expectationOf(name: string): Promise<Expectation | null> {
	try {
		return parse(await readFile(expectationFile(name), "utf8")) as Expectation;
	} catch (err) {
		if (err instanceof Error && "code" in err && err.code === "ENOENT") return null;
		throw err;
	}
}

export const outcomeOf = ({ ok, name, manifest, items, table }: ComposeImport): Outcome => ({
	ok,
	name,
	manifest,
	items: items.map(({ service, quantity, wish }) =>
		[
			`${service} x${quantity}`,
			...(wish.cpuMillis === null ? [] : [`${wish.cpuMillis}m CPU`]),
			...(wish.memoryBytes === null ? [] : [`${wish.memoryBytes} bytes`]),
			...(wish.disk ? ["disk"] : []),
		].join(", "),
	),
	rows: table.map(lineOf),
});

const lineOf = ({ line, column, path, verdict, became, blocking, acceptable }: Row): string => {
	const fate = verdict !== "refused" ? "" : blocking ? (acceptable ? ", blocks" : ", blocks always") : ", accepted";
	return `${line}:${column} ${path} ${verdict}${fate}${became === null ? "" : ` -> ${became}`}`;
};

/** The table, or the code and the line of the one error that there is. */
export function attempt(
	input: string | Uint8Array,
	options: ImportOptions = {},
): ComposeImport | { readonly problem: unknown; readonly line: unknown } {
	try {
		return importCompose(input, options);
	} catch (err) {
		if (!isAppError(err, "INVALID_COMPOSE")) throw err;
		return { problem: err.data.problem, line: err.data.line };
	}
}

/** Paths of values of which no row of the table speaks, neither by itself nor for what it is in. */
export function untold(root: unknown, table: readonly Row[]): (string | undefined)[] {
	const told = new Set(table.map(({ path }) => path));
	return leavesOf(root)
		.filter((leaf) => !leaf.some((path) => told.has(path)))
		.map((leaf) => leaf.at(-1));
}

/** For each value of a file the paths from its top down to it, spelled as the table spells them. */
function leavesOf(value: unknown, trail: readonly string[] = []): (readonly string[])[] {
	const path = trail.at(-1) ?? "";
	const below = (next: string, held: unknown) => leavesOf(held, [...trail, next]);
	if (Array.isArray(value) && value.length > 0) return value.flatMap((item, index) => below(`${path}[${index}]`, item));
	if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
		return Object.entries(value).flatMap(([key, held]) => {
			const spelled = /^[\w-]+$/.test(key) ? `${path === "" ? "" : `${path}.`}${key}` : `${path}[${JSON.stringify(key)}]`;
			return below(spelled, held);
		});
	return [trail];
}
