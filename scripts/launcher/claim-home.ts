import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Home } from "../lib/paths.ts";
import { identify, isAlive, readIdentity } from "../lib/processes.ts";

/** A launcher that runs Berth from the same folder already. */
export interface Other {
	readonly pid: number;
	/** Null while it starts. */
	readonly url: string | null;
}

export interface Claim {
	/** Lets others know where Berth answers. */
	announce(url: string): Promise<void>;
	release(): Promise<void>;
}

async function findOther(file: string): Promise<Other | null> {
	const identity = await readIdentity(file);
	if (identity === null || !(await isAlive(identity))) return null;
	const { url } = JSON.parse(await readFile(file, "utf8")) as { url?: string };
	return { pid: identity.pid, url: url ?? null };
}

/** Takes what a dead launcher left out of the way. Somebody may have come just before us: then it is theirs, and put back. */
async function removeStale(file: string, aside: string): Promise<void> {
	try {
		await rename(file, aside);
		if ((await findOther(aside)) !== null) await link(aside, file);
	} catch (error) {
		if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
	} finally {
		await rm(aside, { force: true });
	}
}

/** Makes this process the one that runs Berth from `home`. Returns who does already, if somebody does. */
export async function claimHome(home: Home): Promise<Claim | Other> {
	await mkdir(home.logs, { recursive: true });
	const identity = await identify(process.pid);
	const draft = `${home.launcherFile}.${randomUUID()}`;
	const write = (facts: object) => writeFile(draft, JSON.stringify({ ...identity, ...facts }));
	await write({});
	try {
		for (;;) {
			try {
				// A link is made whole or refused, so of two at once one wins.
				await link(draft, home.launcherFile);
				break;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
				const other = await findOther(home.launcherFile);
				if (other !== null) return other;
				await removeStale(home.launcherFile, `${draft}.stale`);
			}
		}
	} finally {
		await rm(draft, { force: true });
	}
	return {
		announce: async (url) => {
			await write({ url });
			await rename(draft, home.launcherFile);
		},
		release: () => rm(home.launcherFile, { force: true }),
	};
}
