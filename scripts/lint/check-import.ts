import { dirname, join } from "node:path/posix";
import { coreLibraries, homes, openFiles, testLibraries, units } from "./floors.ts";

export interface Import {
	/** Path of the importing file from the root of the repository. */
	readonly file: string;
	readonly specifier: string;
	readonly typeOnly: boolean;
}

const within = (path: string, home: string) => path === home || path.startsWith(`${home}/`);

/** `@berth/engine/fake` → `@berth/engine`, `node:fs/promises` → `fs`, `hono/cors` → `hono`. */
const packageOf = (specifier: string) => {
	const parts = specifier.replace(/^node:/, "").split("/");
	return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
};

/** The app or package that a path lies in; null for tests and scripts, which have no public entry. */
const packageAt = (path: string) => /^(?:apps|packages)\/[^/]+/.exec(path)?.[0] ?? null;

function checkRelative({ file, specifier }: Import): string | null {
	const target = join(dirname(file), specifier);
	const owner = packageAt(target);
	const self = packageAt(file);
	if (owner === self || (self !== null && openFiles[target] === self)) return null;
	return owner === null ? `${target} is outside of ${self}` : `${target} belongs to another package; import its public entry`;
}

/** What is wrong with an import, as a sentence for people; null when nothing is. */
export function checkImport(one: Import): string | null {
	const { file, specifier, typeOnly } = one;
	if (specifier.startsWith(".")) return checkRelative(one);
	if (/^@berth\/[^/]+\/src(\/|$)/.test(specifier)) return `${specifier} goes past a package's public entry`;

	const unit = units.find(({ path }) => within(file, path));
	if (unit === undefined) return null;
	const isTest = /\.test\.tsx?$/.test(file);
	if (isTest && testLibraries.includes(specifier)) return null;

	const name = packageOf(specifier);
	const home = homes[name];
	if (home !== undefined && !home.some((path) => within(file, path))) return `${name} is used in ${home.join(" and ")} alone`;

	if (name.startsWith("@berth/")) {
		const edge = unit.imports[name];
		if (edge === undefined) return `${unit.path} may not import ${name}: an import may only go down (scripts/lint/floors.ts)`;
		if (edge === "type" && !typeOnly) return `${unit.path} may import ${name} by type only; write import type`;
		return null;
	}
	if (unit.path === "packages/core" && !isTest && !coreLibraries.includes(name))
		return `packages/core runs in browsers and depends on ${coreLibraries.join(", ")} alone`;
	return null;
}
