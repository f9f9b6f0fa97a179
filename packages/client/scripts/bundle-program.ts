import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

export interface Program {
	readonly entry: string;
	readonly outfile: string;
	/** Where the terms of the libraries that are in it are written. */
	readonly noticeFile: string;
}

/** One file for Node and for browsers, with the few libraries it needs inside: nothing is installed beside it, and no version clashes. */
export async function bundleProgram({ entry, outfile, noticeFile }: Program): Promise<void> {
	const { metafile } = await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		format: "esm",
		platform: "neutral",
		mainFields: ["module", "main"],
		conditions: ["import"],
		target: "es2022",
		sourcemap: false,
		metafile: true,
		logLevel: "warning",
	});
	const roots = new Set(
		Object.values(metafile.outputs)
			.flatMap(({ inputs }) => Object.entries(inputs))
			.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
			.flatMap(([path]) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
	);
	await writeFile(noticeFile, [...roots].toSorted().map(noticeOf).join("\n"));
}

function noticeOf(root: string): string {
	const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Readonly<Record<string, string>>;
	const file = ["LICENSE", "LICENSE.md", "license"].map((each) => join(root, each)).find((path) => existsSync(path));
	return `${name} ${version}\n\n${file === undefined ? `License: ${license}\n` : readFileSync(file, "utf8")}`;
}
