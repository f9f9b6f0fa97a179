import { readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { identify, type ProcessIdentity, processesIn } from "../processes.ts";
import type { Cluster } from "./cluster.ts";

export interface Postmaster {
	readonly identity: ProcessIdentity;
	readonly port: number;
	readonly ready: boolean;
}

const PORT_LINE = 3;
const STATUS_LINE = 7;

/** The server that runs over this cluster, as its own pid file and the process table say; null when none does. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | null> {
	const text = await readFile(join(cluster.dataFolder, "postmaster.pid"), "utf8").catch(() => null);
	if (text === null) return null;
	const lines = text.split("\n").map((line) => line.trim());
	const pid = Number(lines[0]);
	// A number alone proves nothing after a crash; a server works in its data folder.
	if ((await readlink(`/proc/${pid}/cwd`).catch(() => null)) !== cluster.dataFolder) return null;
	const identity = await identify(pid);
	return identity && { identity, port: Number(lines[PORT_LINE]), ready: lines[STATUS_LINE] === "ready" };
}

/** Removes the pid file that a killed server left, once no process of it is left either. Returns whether the place is clear. */
export async function clearStalePidFile(cluster: Cluster): Promise<boolean> {
	if ((await processesIn(cluster.dataFolder)).length > 0) return false;
	await rm(join(cluster.dataFolder, "postmaster.pid"), { force: true });
	return true;
}
