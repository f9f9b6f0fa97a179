import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../run/failure.ts";

/** An installation and who one is there. */
export interface Context {
	readonly url: string;
	readonly apiKey: string;
	/** Of a key that a login by the browser made for this very place, and that ends with it; absent of one that somebody had. */
	readonly keyId?: string;
	/** By id or name; the key's own when absent. */
	readonly tenant?: string;
}

export interface Contexts {
	readonly current: string | null;
	readonly contexts: Readonly<Record<string, Context>>;
}

const none: Contexts = { current: null, contexts: {} };

/** Errors  a failure where the file is there and cannot be understood: to begin anew would lose what is in it. */
export async function readContexts(file: string): Promise<Contexts> {
	try {
		const held = JSON.parse(await readFile(file, "utf8")) as Partial<Contexts>;
		if (typeof held.contexts !== "object" || held.contexts === null) throw new Error("it holds no contexts");
		return { current: held.current ?? null, contexts: held.contexts };
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return none;
		throw new Failure("failure", `${file} cannot be read: mend it or take it away.`);
	}
}

/** Keys are in it, so it is its owner's alone; it is replaced as a whole, so that no crash leaves half of it. */
export async function writeContexts(file: string, contexts: Contexts): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const beside = `${file}.${process.pid}`;
	await writeFile(beside, `${JSON.stringify(contexts, null, "\t")}\n`, { mode: 0o600 });
	await chmod(beside, 0o600);
	await rename(beside, file);
}
