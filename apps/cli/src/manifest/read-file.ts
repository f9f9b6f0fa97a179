import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "yaml";
import { Failure } from "../run/failure.ts";

export interface ManifestFile {
	readonly kind: "manifest" | "compose";
	readonly path: string;
	readonly text: string;
	/** What it holds. */
	readonly value: unknown;
}

const composeName = /^(docker-)?compose(\.[\w-]+)*\.ya?ml$|\.compose\.ya?ml$/;

/** A manifest as JSON or YAML, or a Compose file, which is told by its name. `-` is standard input. */
export async function readManifestFile(path: string, isCompose: boolean): Promise<ManifestFile> {
	const text = path === "-" ? await readAll() : await readFile(path, "utf8").catch(() => null);
	if (text === null) throw new Failure("usage", `${path} cannot be read.`, { path });
	return { kind: isCompose || composeName.test(basename(path)) ? "compose" : "manifest", path, text, value: parsed(path, text) };
}

function parsed(path: string, text: string): unknown {
	try {
		return parse(text, { maxAliasCount: 100 });
	} catch (error) {
		const where = error instanceof Error && "linePos" in error ? (error.linePos as [{ readonly line: number }])[0].line : null;
		throw new Failure("usage", `${path} is neither JSON nor YAML${where === null ? "" : ` (line ${where})`}.`, { path, line: where });
	}
}

export async function readAll(): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks).toString("utf8");
}
