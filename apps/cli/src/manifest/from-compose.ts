import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import type { BerthClient, RouterOutputs } from "@berth/client";
import type { Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { toTable } from "../run/output.ts";
import type { ManifestFile } from "./read-file.ts";

export interface ComposeOptions {
	readonly accept?: readonly string[];
	readonly profile?: readonly string[];
	/** In place of `.env` beside the file. */
	readonly envFile?: string;
}

type Imported = RouterOutputs["manifest"]["fromCompose"];

/** What the server makes of a Compose file; all that stands in its way is told by line. */
export async function fromCompose(run: Run, client: BerthClient, file: ManifestFile, options: ComposeOptions): Promise<Imported> {
	const beside = file.path === "-" ? "." : dirname(file.path);
	const read = (path: string) => readFile(join(beside, path), "utf8").catch(() => null);
	const variables = options.envFile === undefined ? await read(".env") : await readFile(options.envFile, "utf8");
	const named = await Promise.all(envFilesOf(file.value).map(async (path) => [path, await read(path)] as const));
	const files = Object.fromEntries(named.flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
	const imported = await client.manifest.fromCompose.mutate({
		text: file.text,
		files,
		variables: Object.fromEntries(Object.entries(parseEnv(variables ?? "")).map(([name, value]) => [name, value ?? ""])),
		...(options.accept === undefined ? {} : { accept: [...options.accept] }),
		...(options.profile === undefined ? {} : { profiles: [...options.profile] }),
	});
	const told = imported.table.filter(({ verdict, blocking }) => blocking || verdict === "refused" || verdict === "ignored");
	const rows = told.map(({ line, path, verdict, why }) => [line, path, verdict, why]);
	if (rows.length > 0) run.out.note(toTable({ head: ["line", "what", "verdict", "why"], rows }, false));
	if (imported.ok) return imported;
	throw new Failure(
		"refused",
		"This Compose file asks for what cannot be had; leave it out of the file, or accept that by --accept <what>.",
		{
			blocking: imported.table
				.filter(({ blocking }) => blocking)
				.map(({ line, path, why, acceptable }) => ({ line, path, why, acceptable })),
		},
	);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** The files that services take their environment from, as the Compose file names them. */
function envFilesOf(compose: unknown): readonly string[] {
	const services = isRecord(compose) && isRecord(compose.services) ? Object.values(compose.services) : [];
	return services.flatMap((service) => {
		const named = isRecord(service) ? service.env_file : undefined;
		return [named].flat().flatMap((entry: unknown) => {
			if (typeof entry === "string") return [entry];
			return isRecord(entry) && typeof entry.path === "string" ? [entry.path] : [];
		});
	});
}
