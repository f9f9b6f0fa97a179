import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ListedKey, listKeys } from "@berth/compose";
import { root } from "../lib/paths.ts";

const START = "<!-- keys: written by scripts/generate from packages/compose -->";
const END = "<!-- end of keys -->";

/** The page of the import with the table of all keys as the importer has it; the prose around it is written by hand. */
export async function composePage(): Promise<string> {
	const page = await readFile(join(root, "docs/compose.md"), "utf8");
	const [before, after] = [page.indexOf(START), page.indexOf(END)];
	if (before < 0 || after < before) throw new Error(`docs/compose.md has no ${START} … ${END}`);
	const keys = listKeys();
	const ofServices = (one: ListedKey) => one.path.startsWith("services.*.");
	const table = [
		"## Keys of a service",
		"",
		...tableOf(keys.filter(ofServices), (path) => path.replace("services.*.", "")),
		"",
		"## Keys beside the services",
		"",
		...tableOf(
			keys.filter((one) => !ofServices(one)),
			(path) => path,
		),
	];
	return `${page.slice(0, before)}${START}\n\n${table.join("\n")}\n\n${page.slice(after)}`;
}

const tableOf = (keys: readonly ListedKey[], name: (path: string) => string): string[] => [
	"| key | verdict | what becomes of it |",
	"|---|---|---|",
	...keys.map(
		({ path, verdicts, about }) => `| \`${name(path)}\` | ${verdicts.join(", ") || "see below it"} | ${about.replaceAll("|", "\\|")} |`,
	),
];
