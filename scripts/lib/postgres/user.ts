import { chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Cluster } from "./cluster.ts";

/** How PostgreSQL is run, which refuses to be root. */
export type PostgresUser =
	| { readonly kind: "self" }
	/** As another user of the system, who owns the data. */
	| { readonly kind: "other"; readonly uid: number; readonly gid: number }
	/** As root in the machine's eyes and as somebody else in its own: for a place that only root can reach. */
	| { readonly kind: "namespace" };

async function idsOf(names: readonly string[]): Promise<{ uid: number; gid: number } | null> {
	const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
	for (const wanted of names) {
		const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
		if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
	}
	return null;
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
	const data = await stat(cluster.dataFolder).catch(() => null);
	if (data !== null) return data.uid === 0 ? { kind: "namespace" } : { kind: "other", uid: data.uid, gid: data.gid };
	const ids = await idsOf(["postgres", "nobody"]);
	if (ids !== null && (await isReachable(bin)) && (await isReachable(dirname(cluster.folder)))) return { kind: "other", ...ids };
	return { kind: "namespace" };
}

/** Hands a file or folder that we made to the one who will run. */
export async function give(path: string, user: PostgresUser): Promise<void> {
	if (user.kind === "other") await chown(path, user.uid, user.gid);
}

/** The program with what makes it run as `user`. */
export function asUser(
	user: PostgresUser,
	argv: readonly [string, ...string[]],
): { argv: readonly [string, ...string[]]; uid?: number; gid?: number } {
	switch (user.kind) {
		case "self":
			return { argv };
		case "other":
			return { argv, uid: user.uid, gid: user.gid };
		case "namespace":
			return { argv: ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--", ...argv] };
	}
}
