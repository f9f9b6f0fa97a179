import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { asUser, give, type PostgresUser } from "./user.ts";

/** The kernel's limit for the path of a Unix socket, less the name that PostgreSQL adds. */
const SOCKET_FOLDER_MAX = 107 - "/.s.PGSQL.65535".length;

const lastWords = async (cluster: Cluster) => (await readFile(cluster.logFile, "utf8")).trim().split("\n").slice(-3).join("\n");

/** Starts a server over the cluster, detached. Returns a check that throws the server's last words once it has ended. */
export async function launch(cluster: Cluster, binaries: PostgresBinaries, user: PostgresUser, port: number): Promise<() => Promise<void>> {
	await mkdir(cluster.socketFolder, { recursive: true, mode: 0o755 });
	await give(cluster.socketFolder, user);
	const socketFolder = cluster.socketFolder.length > SOCKET_FOLDER_MAX ? "" : cluster.socketFolder;
	const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${socketFolder}`, "max_connections=200"];
	if (!cluster.durable) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
	const { argv, ...ids } = asUser(user, [
		join(binaries.folder, "postgres"),
		"-D",
		cluster.dataFolder,
		...settings.flatMap((setting) => ["-c", setting]),
	]);
	const [program, ...args] = argv;
	await using log = await open(cluster.logFile, "a", 0o600);
	// In a session of its own: a Ctrl-C at the terminal is ours to handle, in our order.
	const child = spawn(program, args, { ...ids, cwd: cluster.dataFolder, detached: true, stdio: ["ignore", log.fd, log.fd] });
	let ended = false;
	for (const end of ["exit", "error"])
		child.once(end, () => {
			ended = true;
		});
	child.unref();
	return async () => {
		if (ended) throw new Error(`PostgreSQL did not start: ${await lastWords(cluster)}`);
	};
}
