import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

export interface Declarations {
	/** Where the contract was written, and what is written beside it. */
	readonly made: string;
	readonly source: string;
	readonly outfile: string;
	readonly configFile: string;
}

/** Everything that the published program says of itself, as one file that imports nothing. */
export async function bundleDeclarations({ made, source, outfile, configFile }: Declarations): Promise<void> {
	const names = [...readFileSync(`${made}contract.ts`, "utf8").matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
	// What the contract names is the vocabulary's own, written out: there is one of each.
	await writeFile(`${made}vocabulary.ts`, `export * from "@berth/core";\nexport type { ${names.join(", ")} } from "./contract.ts";\n`);
	await writeFile(
		`${made}index.ts`,
		`import type { BerthCalls } from "./contract.ts";
import type { BerthClientOptions } from "${source}create-client.ts";
import type { BerthHelpers } from "${source}helpers/helpers.ts";
export * from "./contract.ts";
export { BerthCallError, type BerthError, berthErrorOf } from "${source}berth-error.ts";
export type { BackupDownload, BackupSource, BackupUpload } from "${source}helpers/backups.ts";
export type { FollowEventsInput } from "${source}helpers/follow-events.ts";
export type { FollowLogsInput } from "${source}helpers/follow-logs.ts";
export { type ExecConnection, type OpenExecOptions, openExec } from "${source}exec/open-exec.ts";
export type { ExecPiece } from "${source}exec/output.ts";
export type { OpenExecInput } from "${source}helpers/open-session.ts";
export type { FoundLogLine, SearchLogsInput } from "${source}helpers/search-logs.ts";
export type { Waited, WaitForInput } from "${source}helpers/wait-for.ts";
export type { BerthClientOptions, BerthHelpers };
export interface BerthClient extends BerthCalls, BerthHelpers {}
/**
 * A client for programs: calls made together travel together, and subscriptions go on from the last message after a drop.
 *
 * Errors  calls reject with an error that {@link berthErrorOf} reads.
 */
export declare function createBerthClient(options: BerthClientOptions): BerthClient;
`,
	);
	const bundle = await rollup({
		input: `${made}index.ts`,
		external: [/^@trpc\//],
		plugins: [
			{
				name: "vocabulary",
				resolveId: (id, importer) => (id === "@berth/core" && importer?.startsWith(source) ? `${made}vocabulary.ts` : null),
			},
			dts({ tsconfig: configFile, compilerOptions: { noEmit: false }, respectExternal: false, includeExternal: ["@berth/core"] }),
		],
		onwarn(warning) {
			if (warning.code !== "UNUSED_EXTERNAL_IMPORT") throw new Error(warning.message);
		},
	});
	await bundle.write({ file: outfile, format: "es" });
	await bundle.close();
}
