import { mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { AppError, isId } from "@berth/core";
import { errnoOf, unlessMissing } from "../files/translate-file-error.ts";

const DIRECTORY = ".projects";
const PROJECT_MAX = 2 ** 32 - 2;

/**
 * Which volume has which project number: one empty file `<number>-<volume id>` each, beside the volumes and out of reach of
 * their owners.
 */
export interface ProjectBook {
	find(id: string): Promise<number | null>;
	all(): Promise<ReadonlyMap<string, number>>;
	/** The volume's number, a new one if it has none. `taken` are numbers that others use on the same file system. */
	claim(id: string, taken: ReadonlySet<number>): Promise<number>;
	drop(id: string): Promise<void>;
}

export function createProjectBook(root: string): ProjectBook {
	const directory = join(root, DIRECTORY);
	/** Claims follow one another, so two volumes never take one number. */
	let last: Promise<unknown> = Promise.resolve();

	async function all(): Promise<Map<string, number>> {
		const names = (await unlessMissing(readdir(directory))) ?? [];
		return new Map(names.flatMap(readName));
	}

	async function find(id: string): Promise<number | null> {
		return (await all()).get(id) ?? null;
	}

	async function claimNext(id: string, taken: ReadonlySet<number>): Promise<number> {
		const known = await all();
		const mine = known.get(id);
		if (mine !== undefined) return mine;
		const project = freeProject(id, new Set([...known.values(), ...taken]));
		await mkdir(directory, { recursive: true, mode: 0o700 });
		await using file = await open(join(directory, nameOf(project, id)), "wx", 0o600);
		await file.sync();
		return project;
	}

	return {
		find,
		all,
		claim(id, taken) {
			const claimed = last.then(() => claimNext(id, taken));
			last = claimed.catch(() => undefined);
			return claimed;
		},
		async drop(id) {
			const project = await find(id);
			if (project === null) return;
			await unlink(join(directory, nameOf(project, id))).catch((error: unknown) => {
				if (errnoOf(error) !== "ENOENT") throw error;
			});
		},
	};
}

/** A number that depends on the id, so that a lost book is written again the same; the next free one on a collision. 0 is nobody's. */
export function freeProject(id: string, taken: ReadonlySet<number>): number {
	const start = crc32(id);
	for (let step = 0; step <= taken.size; step++) {
		const project = ((start + step) % PROJECT_MAX) + 1;
		if (!taken.has(project)) return project;
	}
	throw new AppError("ENGINE_FAILED", { data: { why: "no-free-project" } });
}

const nameOf = (project: number, id: string): string => `${project}-${id}`;

function readName(name: string): [string, number][] {
	const match = /^(\d+)-(.+)$/.exec(name);
	const [, project, id] = match ?? [];
	return id !== undefined && isId(id) ? [[id, Number(project)]] : [];
}
