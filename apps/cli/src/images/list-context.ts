import type { Stats } from "node:fs";
import { lstat, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { join, posix } from "node:path";
import { default as dockerignore } from "@balena/dockerignore";
import { Failure } from "../run/failure.ts";

/** What goes into a build's context, by its path there. */
export type ContextEntry = { readonly path: string; readonly mode: number; readonly mtime: Date } & (
	| { readonly kind: "file"; readonly file: string; readonly bytes: number }
	| { readonly kind: "directory" }
	| { readonly kind: "link"; readonly target: string }
);

export interface Context {
	readonly entries: readonly ContextEntry[];
	readonly bytes: number;
	/** Sockets and the like, which are in no archive. */
	readonly skipped: readonly string[];
}

/**
 * Lists what of a directory goes into a context: what `.dockerignore` does not keep out, in an order that is always the same. A link is
 * sent as the link it is and never followed, so nothing from outside of the directory comes along.
 *
 * Errors  a failure where the directory or the Dockerfile cannot be read.
 * Source  Docker's rules of `.dockerignore`; the Dockerfile and the file itself are always sent.
 */
export async function listContext(directory: string, dockerfile: string): Promise<Context> {
	const root = await realpath(directory).catch(() => Promise.reject(new Failure("usage", `${directory} cannot be read.`)));
	const always = new Set([posix.normalize(dockerfile), ".dockerignore"]);
	const isFile = await lstat(join(root, dockerfile)).then(
		(found) => found.isFile(),
		() => false,
	);
	if (!isFile) throw new Failure("usage", `There is no ${dockerfile} in ${directory}.`);
	const rules = dockerignore.default().add(await rulesOf(root));
	const isSent = (path: string) => always.has(path) || !rules.ignores(path);
	const entries: ContextEntry[] = [];
	const skipped: string[] = [];

	/** A directory that is kept out is looked into all the same: a later rule may let in what is below it. */
	const walk = async (below: string): Promise<void> => {
		const names = (await readdir(join(root, below))).toSorted();
		for (const name of names) {
			const path = posix.join(below, name);
			const found = await lstat(join(root, path));
			if (isSent(path)) {
				const entry = await toEntry(root, path, found);
				if (entry === null) skipped.push(path);
				else entries.push(entry);
			}
			if (found.isDirectory()) await walk(path);
		}
	};
	await walk("");
	return { entries, bytes: entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.bytes : 0), 0), skipped };
}

async function toEntry(root: string, path: string, found: Stats): Promise<ContextEntry | null> {
	const file = join(root, path);
	const common = { path, mode: found.mode & 0o7777, mtime: found.mtime };
	if (found.isFile()) return { ...common, kind: "file", file, bytes: found.size };
	if (found.isDirectory()) return { ...common, kind: "directory" };
	if (found.isSymbolicLink()) return { ...common, kind: "link", target: await readlink(file) };
	return null;
}

async function rulesOf(root: string): Promise<string> {
	try {
		return await readFile(join(root, ".dockerignore"), "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
		throw new Failure("usage", "The .dockerignore cannot be read.");
	}
}
