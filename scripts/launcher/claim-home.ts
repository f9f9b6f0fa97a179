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

async function findOther(home: Home): Promise<Other | null> {
	const identity = await readIdentity(home.launcherFile);
	if (identity === null || !(await isAlive(identity))) return null;
	const { url } = JSON.parse(await readFile(home.launcherFile, "utf8")) as { url?: string };
	return { pid: identity.pid, url: url ?? null };
}

/** Makes this process the one that runs Berth from `home`. Returns who does already, if somebody does. */
export async function claimHome(home: Home): Promise<Claim | Other> {
	await mkdir(home.logs, { recursive: true });
	const identity = await identify(process.pid);
	const draft = `${home.launcherFile}.${process.pid}`;
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
				const other = await findOther(home);
				if (other !== null) return other;
				await rm(home.launcherFile, { force: true });
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
