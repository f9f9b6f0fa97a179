import { chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { run } from "../run.ts";
import { Missing } from "../say.ts";
import type { Cluster } from "./cluster.ts";

/** How PostgreSQL is run, which refuses to be root. */
export type PostgresUser =
	| { readonly kind: "self" }
	/** As another user of the system, who owns the data. */
	| { readonly kind: "other"; readonly uid: number; readonly gid: number }
	/** As root in the machine's eyes and as somebody else in its own: for a place that only root can reach. */
	| { readonly kind: "namespace" };

// `nobody`, by number: initdb wants a user that has a name.
const intoNamespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"] as const;

async function idsOf(names: readonly string[]): Promise<{ readonly uid: number; readonly gid: number } | null> {
	const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
	for (const wanted of names) {
		const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
		if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
	}
	return null;
}

/** The folders on the way to `path` that others may not pass through. */
async function closedFolders(path: string): Promise<string[]> {
	const closed = ((await stat(path)).mode & 0o001) === 0 ? [path] : [];
	return path === "/" ? closed : [...(await closedFolders(dirname(path))), ...closed];
}

const isNamespaceAllowed = () =>
	run([...intoNamespace, "true"]).then(
		() => true,
		() => false,
	);

/**
 * Who may run the binaries in `bin` over the cluster: whoever owns its data, or who may be its owner.
 *
 * Errors  Missing when nobody but root can reach the place and user namespaces are forbidden, as in many containers.
 */
export async function choosePostgresUser(bin: string, cluster: Cluster): Promise<PostgresUser> {
	if (process.getuid?.() !== 0) return { kind: "self" };
	const closed = [...new Set([...(await closedFolders(bin)), ...(await closedFolders(dirname(cluster.folder)))])];
	const owner = await stat(cluster.dataFolder).catch(() => null);
	const ids = owner ?? (await idsOf(["postgres", "nobody"]));
	if (closed.length === 0 && ids !== null && ids.uid !== 0) return { kind: "other", uid: ids.uid, gid: ids.gid };
	if (await isNamespaceAllowed()) return { kind: "namespace" };
	throw new Missing("PostgreSQL refuses to be root, and nobody else can reach its folder.", `chmod o+x ${closed.join(" ")}`);
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

/** The program with what makes it run as `user`. */
export function asUser(user: PostgresUser, argv: readonly [string, ...string[]]): Command {
	switch (user.kind) {
		case "self":
			return { argv };
		case "other":
			return { argv, uid: user.uid, gid: user.gid };
		case "namespace":
			return { argv: [...intoNamespace, ...argv] };
	}
}
