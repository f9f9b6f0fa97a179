import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../lib/paths.ts";

const source = join(root, "packages/engine/src");

/** The groups beside the interface that every engine has. */
const dockerAlone: readonly (readonly [string, string])[] = [["builds", "BuildGroup"]];

/** The interface of the engine, a section for each of its groups, as its source says it. */
export async function enginePage(): Promise<string> {
	const interfaces = await readInterfaces();
	const get = (name: string) => {
		const found = interfaces.get(name);
		if (!found) throw new Error(`there is no interface ${name} in packages/engine/src`);
		return found;
	};
	const groups = [...get("Engine").code.matchAll(/^\treadonly (\w+): (\w+);$/gm)].map(
		([, group = "", type = ""]) => [group, type] as const,
	);
	const section = (group: string, type: string, alone: boolean) => {
		const { about, code, file } = get(type);
		return [
			`## \`engine.${group}\``,
			"",
			...(about === "" ? [] : [about, ""]),
			`\`packages/engine/src/${file}\`${alone ? ", of the Docker engine alone" : ""}`,
			"",
			"```ts",
			code,
			"```",
			"",
		];
	};
	return [
		"# The engine's interface",
		"",
		"Every engine has it, Docker and the fake, and one suite holds both to it. Every call takes its signal last.",
		"Written by scripts/generate from `packages/engine/src`: edit the doc comments there, then run `pnpm generate`. What the engine is for",
		"and what holds for all of it: [its README](../packages/engine/README.md).",
		"",
		get("Engine").about,
		"",
		...groups.flatMap(([group, type]) => section(group, type, false)),
		...dockerAlone.flatMap(([group, type]) => section(group, type, true)),
	]
		.join("\n")
		.replace(/\n+$/, "\n");
}

interface Found {
	/** Its doc comment, as prose. */
	readonly about: string;
	readonly code: string;
	readonly file: string;
}

/** The exported interfaces of the package that are groups, or the engine. The sources are formatted, so a brace at the margin ends one. */
async function readInterfaces(): Promise<Map<string, Found>> {
	const names = (await readdir(source, { recursive: true })).filter((name) => /(?:^|[/-])(?:engine|group)\.ts$|-group\.ts$/.test(name));
	const found = new Map<string, Found>();
	for (const file of names.sort()) {
		const text = await readFile(join(source, file), "utf8");
		const pattern = /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export interface (\w+) \{\n[\s\S]*?^\}$/gm;
		for (const [whole, comment = "", name = ""] of text.matchAll(pattern)) {
			const code = whole.slice(whole.indexOf(`export interface ${name} `)).replace(/^export /, "");
			found.set(name, { about: toProse(comment), code, file });
		}
	}
	return found;
}

const toProse = (comment: string): string =>
	comment
		.split("\n")
		.map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
		.join("\n")
		.trim();

if (import.meta.main) process.stdout.write(await enginePage());
