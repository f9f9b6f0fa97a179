import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** The service, or another program that is built as it is: its source, and the file to write. */
const [entry = here("src/main.ts"), outfile = here("dist/main.mjs")] = process.argv.slice(2);
const beside = (name: string) => join(dirname(outfile), name);

// Some of the libraries are CommonJS and ask for `require` when they run.
const banner = 'import { createRequire as berthRequire } from "node:module"; const require = berthRequire(import.meta.url);';

/** What the Docker library brings for ways to a daemon that we never take (SSH, build sessions): heavy, and partly not built here. */
const unused = /^(ssh2|cpu-features|protobufjs(\/.*)?|@grpc\/grpc-js|@grpc\/proto-loader)$/;

const leaveOut: Plugin = {
	name: "leave-out",
	setup({ onResolve, onLoad }) {
		onResolve({ filter: unused }, ({ path }) => ({ path, namespace: "unused" }));
		// The messages of the schema library in fifty languages; it speaks one, which it takes from elsewhere.
		onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ path, importer }) =>
			/\/zod\/v4\//.test(importer) ? { path, namespace: "unused" } : null,
		);
		onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
	},
};

/** What sends traces and the document of all procedures are files of their own, which are read only where somebody wants them. */
const apart: Plugin = {
	name: "apart",
	setup({ onResolve }) {
		onResolve({ filter: /\/(open-telemetry\.ts|openapi\.json)$/ }, ({ path, kind }) => {
			const name = path.split("/").at(-1)?.replace(/\.ts$/, ".mjs");
			return kind === "dynamic-import" ? { path: `./${name}`, external: true } : null;
		});
	},
};

/**
 * The library of procedures ships its source beside what it makes of it for old engines. That one copies objects by a function of its
 * own, several times a call; the source does it as the engine does.
 */
const fromSource: Plugin = {
	name: "from-source",
	setup({ onResolve, resolve }) {
		onResolve({ filter: /^@trpc\/server(\/|$)/ }, async ({ path, kind, resolveDir, pluginData }) => {
			if (pluginData === "from-source") return null;
			const { path: built, errors } = await resolve("@trpc/server", { kind, resolveDir, pluginData: "from-source" });
			if (errors.length > 0) return { errors };
			const source = join(dirname(built), "../src", path.slice("@trpc/server".length));
			return { path: existsSync(`${source}.ts`) ? `${source}.ts` : join(source, "index.ts") };
		});
	},
};

/** The Docker library pictures every request for a debug line, also where nobody reads one. */
const withoutPictures: Plugin = {
	name: "without-pictures",
	setup({ onLoad }) {
		onLoad({ filter: /\/docker-modem\/lib\/modem\.js$/ }, async ({ path }) => {
			const source = await readFile(path, "utf8");
			const contents = source.replace("debug('Sending: %s', util.inspect(", "debug.enabled && debug('Sending: %s', util.inspect(");
			return contents === source ? { errors: [{ text: "the line that pictures requests is not there any more" }] } : { contents };
		});
	},
};

const shared: BuildOptions = {
	bundle: true,
	platform: "node",
	format: "esm",
	target: "node22",
	sourcemap: true,
	legalComments: "none",
	// The runtime holds the text of what it runs. Names stay as they are: they stand in the traces of errors.
	minifyWhitespace: true,
	minifySyntax: true,
	banner: { js: banner },
	logLevel: "warning",
};

/** One file to run, and the migrations beside it: starts four times quicker and holds a third of the memory of loose modules. */
await build({
	...shared,
	entryPoints: [entry],
	outfile,
	external: ["pg-native"],
	plugins: [leaveOut, apart, fromSource, withoutPictures],
});
await build({ ...shared, entryPoints: [here("src/telemetry/open-telemetry.ts")], outfile: beside("open-telemetry.mjs") });
await cp(here("../../packages/db/drizzle"), beside("drizzle"), { recursive: true });
await cp(here("../../docs/openapi.json"), beside("openapi.json"));
