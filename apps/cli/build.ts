import { chmod, readFile } from "node:fs/promises";
import { build } from "esbuild";

const here = (path: string) => new URL(path, import.meta.url).pathname;
// Whoever tries it out may want it elsewhere.
const outfile = process.argv[2] ?? here("dist/berth.mjs");
const { version } = JSON.parse(await readFile(here("package.json"), "utf8")) as { readonly version: string };

// Some of the libraries are CommonJS and ask for `require` when they run.
const banner =
	'#!/usr/bin/env node\nimport { createRequire as berthRequire } from "node:module"; const require = berthRequire(import.meta.url);';

/** One file with all that it needs inside: it is copied to where it is wanted, and runs there. */
await build({
	entryPoints: [here("src/main.ts")],
	outfile,
	bundle: true,
	platform: "node",
	format: "esm",
	target: "node22",
	legalComments: "none",
	minifyWhitespace: true,
	minifySyntax: true,
	banner: { js: banner },
	define: { BERTH_VERSION: JSON.stringify(version) },
	logLevel: "warning",
});
await chmod(outfile, 0o755);
