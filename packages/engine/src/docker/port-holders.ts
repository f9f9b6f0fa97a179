import { readdir, readFile, readlink } from "node:fs/promises";
import { unlessMissing } from "../files/translate-file-error.ts";

/** Sockets of this machine on which somebody listens: the kernel's number of each by its port. */
export type ListeningSockets = ReadonlyMap<number, string>;

export async function readListening(): Promise<ListeningSockets> {
	const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => unlessMissing(readFile(path, "utf8"))));
	return listeningSockets(tables.join("\n"));
}

/** Source  proc(5), /proc/net/tcp: the state 0A is "listen", the tenth column the socket's inode. */
export function listeningSockets(table: string): Map<number, string> {
	const found = table.split("\n").flatMap((line): [number, string][] => {
		const columns = line.trim().split(/\s+/);
		const port = Number.parseInt(columns[1]?.split(":")[1] ?? "", 16);
		return columns[3] === "0A" && Number.isFinite(port) ? [[port, columns[9] ?? ""]] : [];
	});
	return new Map(found);
}

/**
 * The names of the processes that have these sockets, by inode. Others' processes are seen by root alone, and those of another
 * namespace by nobody: what is not found is left out.
 *
 * Cost  it walks all processes; ask only when somebody is in the way.
 */
export async function processesOf(inodes: ReadonlySet<string>): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	if (inodes.size === 0) return names;
	for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
		for (const inode of await socketsOf(pid)) {
			if (inodes.has(inode)) names.set(inode, await nameOf(pid));
		}
		if (names.size === inodes.size) break;
	}
	return names;
}

/** The process that listens on a tcp port of this machine; null when there is none that can be seen. */
export async function holderOf(port: number): Promise<string | null> {
	const inode = (await readListening()).get(port);
	return inode === undefined ? null : ((await processesOf(new Set([inode]))).get(inode) ?? null);
}

async function nameOf(pid: string): Promise<string> {
	if (pid === String(process.pid)) return "Berth itself";
	const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
	return `the process ${name.trim() || "of"} ${pid}`.trim();
}

/** Empty for a process that ended or is not ours to look into. */
async function socketsOf(pid: string): Promise<string[]> {
	const folder = `/proc/${pid}/fd`;
	const links = await readdir(folder).then(
		(entries) => Promise.all(entries.map((entry) => readlink(`${folder}/${entry}`).catch(() => ""))),
		() => [],
	);
	return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}
