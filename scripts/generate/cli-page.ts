import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createProgram } from "@berth/cli/program";
import { root } from "../lib/paths.ts";

const START = "<!-- commands: written by scripts/generate from apps/cli -->";
const END = "<!-- end of commands -->";

const nothing = { url: null, apiKey: null, tenant: null, context: null, configFile: "", noColor: true, hasDisplay: false };

/** The page of the command line with every command as the program has it; the prose around it is written by hand. */
export async function cliPage(): Promise<string> {
	const page = await readFile(join(root, "docs/cli.md"), "utf8");
	const [before, after] = [page.indexOf(START), page.indexOf(END)];
	if (before < 0 || after < before) throw new Error(`docs/cli.md has no ${START} … ${END}`);
	const program = createProgram(nothing, new AbortController().signal, false);
	const text = [...optionsOf(program, "Options of every command"), ...leaves(program, []).flatMap(section)].join("\n");
	return `${page.slice(0, before)}${START}\n\n${text}\n\n${page.slice(after)}`;
}

type Command = ReturnType<typeof createProgram>;
type Option = Command["options"][number];

interface Leaf {
	readonly command: Command;
	readonly path: readonly string[];
}

// What the library of completions brings along says for itself what it is.
const leaves = (command: Command, path: readonly string[]): readonly Leaf[] =>
	command.commands.flatMap((below) => {
		const name = [...path, below.name()];
		if (below.name().startsWith("complet")) return [];
		return below.commands.length > 0 ? leaves(below, name) : [{ command: below, path: name }];
	});

function section({ command, path }: Leaf): readonly string[] {
	const usage = ["berth", ...path, command.usage().replace("[options] ", "").replace("[options]", "")].join(" ").trim();
	return ["", `### \`${usage}\``, "", sentence(command.description()), ...optionsOf(command, null)];
}

function optionsOf(command: Command, title: string | null): readonly string[] {
	if (command.options.length === 0) return [];
	const rows = command.options.map((option) => `| \`${option.flags.replaceAll("|", "\\|")}\` | ${about(option)} |`);
	return [...(title === null ? [] : [`### ${title}`]), "", "| option | |", "|---|---|", ...rows];
}

function about({ description, mandatory, argChoices, defaultValue }: Option): string {
	const choices = argChoices === undefined ? "" : `: ${argChoices.join(", ")}`;
	const otherwise =
		typeof defaultValue === "string" || (typeof defaultValue === "number" && defaultValue < 10_000) ? ` (${defaultValue} when absent)` : "";
	return `${description}${choices}${otherwise}${mandatory ? "; must be said" : ""}`.replaceAll("|", "\\|");
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
