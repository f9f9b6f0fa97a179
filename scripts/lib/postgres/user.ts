import { chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Cluster } from "./cluster.ts";

/** How PostgreSQL is run, which refuses to be root. */
export type PostgresUser =
	| { readonly kind: "self" }
	/** As another user of the system, who owns the data. `reach`: may they pass through the folders on the way by themselves? */
	| { readonly kind: "other"; readonly uid: number; readonly gid: number; readonly reach: boolean };

interface Ids {
	readonly uid: number;
	readonly gid: number;
}

const NOBODY: Ids = { uid: 65_534, gid: 65_534 };

async function idsOf(name: string): Promise<Ids | null> {
	const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
	const [, , uid, gid] = lines.find(([first]) => first === name) ?? [];
	return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/** Whether everybody may pass through every folder on the way to `path`. */
async function isReachable(path: string): Promise<boolean> {
	for (let folder = path; ; folder = dirname(folder)) {
		if (((await stat(folder)).mode & 0o001) === 0) return false;
		if (folder === "/") return true;
	}
}

/** Who may run the binaries in `bin` over the cluster: whoever owns its data, or who may be its owner. */
export async function choosePostgresUser(bin: string, cluster: Cluster): Promise<PostgresUser> {
	if (process.getuid?.() !== 0) return { kind: "self" };
	const ids: Ids = (await stat(cluster.dataFolder).catch(() => null)) ?? (await idsOf("postgres")) ?? NOBODY;
	const reach = (await isReachable(bin)) && (await isReachable(dirname(cluster.folder)));
	return { kind: "other", uid: ids.uid, gid: ids.gid, reach };
}

/** Hands a file or folder that we made to the one who will run. */
export async function give(path: string, user: PostgresUser): Promise<void> {
	if (user.kind === "other") await chown(path, user.uid, user.gid);
}

interface Command {
	readonly argv: readonly [string, ...string[]];
	readonly uid?: number;
	readonly gid?: number;
}

// A clone below /root can be reached by root alone. Of root's powers the server then keeps this one.
const PASS_THROUGH = "+dac_override";

/** The program with what makes it run as `user`. */
export function asUser(user: PostgresUser, argv: readonly [string, ...string[]]): Command {
	if (user.kind === "self") return { argv };
	const { uid, gid } = user;
	if (user.reach) return { argv, uid, gid };
	const become = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", `--inh-caps=${PASS_THROUGH}`, `--ambient-caps=${PASS_THROUGH}`];
	return { argv: ["setpriv", ...become, "--", ...argv] };
}
