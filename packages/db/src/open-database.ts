import { AppError } from "@berth/core";
import type pg from "pg";
import { createCallbackStore } from "./callback/callbacks.ts";
import { runCallbackJobs } from "./callback/run-jobs.ts";
import { connectionOf } from "./connection.ts";
import { createStores } from "./create-stores.ts";
import type { Database, DatabaseOptions } from "./database.ts";
import { readInstallationId } from "./installation.ts";
import { createListener } from "./listener.ts";
import { observed, observedStores } from "./observe.ts";
import { createPool } from "./pool.ts";
import { rowsOf } from "./query.ts";
import { translated, translateError } from "./translate-error.ts";
import { runWebhookJobs } from "./webhook/run-jobs.ts";

/** Of each runner one listens for jobs; the others take and end those of both. Fewer: a job waits for the end of another one's statement. */
const JOB_POOL_MAX = 5;

const pools = new WeakMap<Database, pg.Pool>();

/** The pool behind a database, for the one library that must have it. */
export function poolOf(database: Database): pg.Pool {
	const pool = pools.get(database);
	if (pool === undefined) throw new AppError("INTERNAL", { message: "This database was not opened by openDatabase." });
	return pool;
}

/**
 * Connects to a migrated database.
 *
 * Errors  DATABASE_UNAVAILABLE; INTERNAL when its schema is missing.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
	const pool = createPool(options, "api");
	const installationId = await readInstallationId(pool).catch(async (error) => {
		await pool.end();
		throw translateError(error);
	});
	const connection = connectionOf(pool);
	const listener = createListener(options);
	// Connects when there are jobs to run.
	const jobPool = createPool({ ...options, poolMax: JOB_POOL_MAX }, "jobs");
	const stop = new AbortController();
	const jobs = new Set<Promise<void>>();
	let closed: Promise<void> | null = null;

	/** A run that ends with the database at the latest, which waits for it. */
	const counted = async (running: Promise<void>) => {
		jobs.add(running);
		await running;
		jobs.delete(running);
	};
	const close = async () => {
		stop.abort();
		await Promise.all([listener.close(), ...jobs]);
		await Promise.all([pool.end(), jobPool.end()]);
	};
	const jobRunner = (signal: AbortSignal) => [{ ...options, pool: jobPool }, AbortSignal.any([signal, stop.signal])] as const;
	const database: Database = {
		stores: observedStores(createStores(connection, listener), options.observer),
		callbacks: observed("callbacks", translated(createCallbackStore(connection)), options.observer),
		installationId,
		runCallbackJobs: (deliver, signal) => {
			const [runner, until] = jobRunner(signal);
			return counted(runCallbackJobs({ ...runner, deliver }, until));
		},
		runWebhookJobs: (deliver, signal) => {
			const [runner, until] = jobRunner(signal);
			return counted(runWebhookJobs({ ...runner, deliver }, until));
		},
		ping: async () => {
			const begin = performance.now();
			try {
				const [row] = await rowsOf<{ version: string }>(pool, "select current_setting('server_version') as version", []);
				return { latencyMs: performance.now() - begin, version: row?.version ?? "" };
			} catch (error) {
				throw translateError(error);
			}
		},
		close: () => {
			closed ??= close();
			return closed;
		},
		[Symbol.asyncDispose]: () => database.close(),
	};
	pools.set(database, pool);
	return database;
}
