import { SECOND } from "@berth/core";
import pg from "pg";
import type { DatabaseOptions } from "./database.ts";
import { PackingClient } from "./packing-client.ts";

/** Longer than any connect on a healthy net; when it passes, the caller is told that the database cannot be reached. */
const CONNECT_MS = 5 * SECOND;
/**
 * Idle connections are kept this long, with the statements prepared on them; a quiet system still falls back to a few. Longer than the
 * minute after which the agent's rounds come again: each new one costs a key derivation at both ends and every plan anew.
 */
const IDLE_MS = 150 * SECOND;
/** A transaction that stands still this long (a stopped process) is ended, so that its row locks do not outlive it. */
const IDLE_IN_TRANSACTION_MS = 30 * SECOND;

/** bigint columns hold numbers below 2^53 and are read as numbers; the rest is the driver's own reading. */
const types = (): pg.TypeOverrides => {
	const overrides = new pg.TypeOverrides();
	overrides.setTypeParser(pg.types.builtins.INT8, Number);
	return overrides;
};

/** Opens a pool that survives the loss of the database: idle connections that break are told to `onWarning` and replaced. */
export function createPool(
	options: Pick<DatabaseOptions, "url" | "poolMax" | "statementTimeoutMs" | "onWarning">,
	purpose: string,
): pg.Pool {
	const pool = new pg.Pool({
		Client: PackingClient,
		connectionString: options.url,
		max: options.poolMax,
		application_name: `berth ${purpose}`,
		statement_timeout: options.statementTimeoutMs,
		idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
		connectionTimeoutMillis: CONNECT_MS,
		idleTimeoutMillis: IDLE_MS,
		keepAlive: true,
		// Statements are sent without waiting for the answers to those before them.
		pipeline: true,
		types: types(),
	});
	pool.on("error", (error) => options.onWarning?.("an idle database connection broke", error));
	// A connection that breaks while it is out of the pool rejects its query; without a listener the event would end the process too.
	pool.on("connect", (client) => client.on("error", () => undefined));
	return pool;
}
