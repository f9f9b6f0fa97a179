import { setTimeout as pause } from "node:timers/promises";
import { type PostgresOptions, type RunningPostgres, startPostgres } from "../lib/postgres/start-postgres.ts";
import { isAlive } from "../lib/processes.ts";
import { say } from "../lib/say.ts";
import { givenDatabaseUrl } from "./settings.ts";

export interface RunningDatabase {
	readonly url: string;
	/** In words, for people. */
	readonly what: string;
	stop(): Promise<void>;
}

const LOOK_MS = 1_000;
const RETRY_MS = 5_000;

/** Uses the PostgreSQL of DATABASE_URL, or runs one over data in `folder` and starts it again, on the same port, if it dies. */
export async function startDatabase(folder: string, signal: AbortSignal): Promise<RunningDatabase> {
	const given = await givenDatabaseUrl();
	if (given !== null) return { url: given, what: "the PostgreSQL of DATABASE_URL", stop: async () => undefined };

	let server: RunningPostgres = await startPostgres({ folder, durable: true, signal });
	const options: PostgresOptions = { folder, durable: true, port: server.port };
	const stopping = new AbortController();
	const keepRunning = async () => {
		while (!stopping.signal.aborted) {
			await pause(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
			if (stopping.signal.aborted || (await isAlive(server.identity))) continue;
			say("PostgreSQL ended; starting it again.");
			try {
				server = await startPostgres(options);
			} catch (error) {
				say(`PostgreSQL does not start: ${String(error)}`);
				await pause(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
			}
		}
	};
	const kept = keepRunning();
	return {
		url: server.url,
		what: server.what,
		stop: async () => {
			stopping.abort();
			await kept;
			await server.stop();
		},
	};
}
