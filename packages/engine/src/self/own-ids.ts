import { parseMountinfo } from "../volumes/mountinfo.ts";

/** What a process can read about where it runs; null for a file that is not there. */
export interface OwnTraces {
	/** `/proc/self/cgroup`. */
	readonly cgroup: string | null;
	/** `/proc/self/mountinfo`. */
	readonly mountinfo: string | null;
	readonly hostname: string;
}

/** Files that Docker mounts into every container from a directory named by the container's id. */
const ownFiles = new Set(["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"]);

/**
 * Ids that our own container may have, the surest first. Each is a guess: whether it is true, the daemon must say, since a host may
 * itself be a container of another daemon.
 *
 * Source  cgroups(7), proc(5); Docker, `dockerd` storage of containers.
 */
export function ownContainerIds({ cgroup, mountinfo, hostname }: OwnTraces): string[] {
	const byMount = parseMountinfo(mountinfo ?? "")
		.filter(({ mountPoint }) => ownFiles.has(mountPoint))
		.flatMap(({ root }) => /\/([0-9a-f]{64})\/[^/]+$/.exec(root)?.[1] ?? []);
	// The last of a path is the innermost: a container within a container has both.
	const byCgroup = (cgroup ?? "").split("\n").flatMap((line) => line.match(/[0-9a-f]{64}/g)?.at(-1) ?? []);
	const byHostname = /^[0-9a-f]{12}$/.test(hostname) ? [hostname] : [];
	const ids = [...new Set([...byMount, ...byCgroup])];
	return [...ids, ...byHostname.filter((short) => !ids.some((id) => id.startsWith(short)))];
}
