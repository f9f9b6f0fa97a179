import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresBinaries } from "../lib/postgres/binaries.ts";
import { clusterAt } from "../lib/postgres/cluster.ts";
import { findPostmaster } from "../lib/postgres/postmaster.ts";
import { startPostgres } from "../lib/postgres/start-postgres.ts";
import { endProcess } from "../lib/processes.ts";
import { say } from "../lib/say.ts";

export interface TestPostgres {
	readonly url: string;
	/** `PostgreSQL 15 (Debian)`. */
	readonly what: string;
	stop(): Promise<void>;
}

/** Starts an empty server of one kind for tests; what a gate that was killed left of one is removed first. */
export async function startTestPostgres(home: string, binaries: PostgresBinaries, signal: AbortSignal): Promise<TestPostgres> {
	const folder = join(home, String(binaries.major));
	const leftover = await findPostmaster(clusterAt(folder, { durable: false }));
	if (leftover !== null) await endProcess(leftover.identity, { signal: "SIGQUIT", graceMs: 10_000 });
	await rm(folder, { recursive: true, force: true });
	const server = await startPostgres({ folder, durable: false, binaries, signal });
	say(`${server.what} answers on port ${server.port}.`);
	return { url: server.url, what: server.what, stop: () => server.stop() };
}
