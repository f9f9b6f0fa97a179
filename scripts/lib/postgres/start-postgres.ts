import { mkdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { anyFreePort } from "../ports.ts";
import { endProcess, type ProcessIdentity } from "../processes.ts";
import { Missing } from "../say.ts";
import { waitUntil } from "../wait-until.ts";
import { listBinaries, type PostgresBinaries } from "./binaries.ts";
import { type Cluster, clusterAt } from "./cluster.ts";
import { createCluster } from "./create-cluster.ts";
import { launch } from "./launch.ts";
import { clearStalePidFile, findPostmaster } from "./postmaster.ts";
import { choosePostgresUser } from "./user.ts";

export interface PostgresOptions {
	readonly folder: string;
	readonly durable: boolean;
	/** Instead of any free one; a server that runs already keeps its own. */
	readonly port?: number;
	/** Instead of what `listBinaries` would choose. */
	readonly binaries?: PostgresBinaries;
	readonly signal?: AbortSignal;
}

export interface RunningPostgres {
	/** Of the database `berth`, with its password. */
	readonly url: string;
	readonly port: number;
	readonly identity: ProcessIdentity;
	readonly how: "adopted" | "created" | "started";
	/** In words: `PostgreSQL 15 (Debian)`. */
	readonly what: string;
	/** Ends it in an orderly way; what is open is rolled back. Harmless when called twice. */
	stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 30_000;

/** Data can only be read by the major version that wrote it. */
async function chooseBinaries(cluster: Cluster): Promise<PostgresBinaries> {
	const all = await listBinaries();
	const [best] = all;
	if (best === undefined) throw new Missing("No PostgreSQL is here.", "apt-get install -y postgresql");
	const written = await readFile(join(cluster.dataFolder, "PG_VERSION"), "utf8").catch(() => null);
	if (written === null) return best;
	const fitting = all.find(({ major }) => major === Number(written));
	if (fitting !== undefined) return fitting;
	const major = written.trim();
	throw new Missing(
		`${cluster.dataFolder} was written by PostgreSQL ${major}, which is not here.`,
		`apt-get install -y postgresql-${major}`,
	);
}

const exists = (path: string) =>
	stat(path).then(
		() => true,
		() => false,
	);

/**
 * Makes a PostgreSQL answer on loopback over the cluster in `folder`: the one that runs already, or a new server, over new
 * data if there is none.
 *
 * Errors  Missing when no binaries are here that can read the data; else what the server wrote last.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
	await mkdir(options.folder, { recursive: true });
	const cluster = clusterAt(await realpath(options.folder), options);
	const binaries = options.binaries ?? (await chooseBinaries(cluster));
	const user = await choosePostgresUser(binaries.folder, cluster);
	let how: RunningPostgres["how"] = "adopted";
	let assertAlive: (() => Promise<void>) | null = null;
	const server = await waitUntil(
		async () => {
			const found = await findPostmaster(cluster);
			if (found !== null) return found.ready ? found : null;
			await assertAlive?.();
			if (assertAlive !== null || !(await clearStalePidFile(cluster))) return null;
			how = (await exists(cluster.dataFolder)) ? "started" : "created";
			if (how === "created") await createCluster(cluster, binaries, user);
			assertAlive = await launch(cluster, binaries, user, options.port ?? (await anyFreePort()));
			return null;
		},
		{ what: "PostgreSQL to be ready", timeoutMs: START_MS, everyMs: 20, ...(options.signal && { signal: options.signal }) },
	);
	const password = (await readFile(cluster.passwordFile, "utf8")).trim();
	return {
		url: `postgres://${cluster.superuser}:${password}@127.0.0.1:${server.port}/${cluster.database}`,
		port: server.port,
		identity: server.identity,
		how,
		what: `PostgreSQL ${binaries.major} (${binaries.from})`,
		stop: async () => {
			// SIGINT: disconnect everybody, roll back, write a checkpoint.
			await endProcess(server.identity, { signal: "SIGINT", graceMs: STOP_MS });
		},
	};
}
