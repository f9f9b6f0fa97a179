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

/** One connection listens for jobs, one takes and ends them. */
const JOB_POOL_MAX = 2;

const pools = new WeakMap<Database, pg.Pool>();

/** The pool behind a database, for the one library that must have it. */
export function poolOf(database: Database): pg.Pool {
	const pool = pools.get(database);
	if (pool === undefined) throw new AppError("INTERNAL", { message: "This database was not opened by openDatabase." });
	return pool;
}

async function runOnOwnPool(options: DatabaseOptions, run: (pool: pg.Pool) => Promise<void>) {
	const pool = createPool({ ...options, poolMax: JOB_POOL_MAX }, "jobs");
	try {
		await run(pool);
	} finally {
		await pool.end();
	}
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
		await pool.end();
	};
	const database: Database = {
		stores: observedStores(createStores(connection, listener), options.observer),
		callbacks: observed("callbacks", translated(createCallbackStore(connection)), options.observer),
		installationId,
		runCallbackJobs: (deliver, signal) =>
			counted(runOnOwnPool(options, (own) => runCallbackJobs({ ...options, pool: own, deliver }, AbortSignal.any([signal, stop.signal])))),
		runWebhookJobs: (deliver, signal) =>
			counted(runOnOwnPool(options, (own) => runWebhookJobs({ ...options, pool: own, deliver }, AbortSignal.any([signal, stop.signal])))),
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
