import type { Millis } from "@berth/core";
import type { authDatabase } from "@berth/db";
import { type RateLimiterAbstract, RateLimiterPostgres } from "rate-limiter-flexible";

/** Makes what counts tries of one kind: so many in a window. `name` tells its counts from those of others. */
export type KeptLimiters = (name: string, points: number, windowMs: Millis) => RateLimiterAbstract;

/**
 * Limiters that count in the database: of all processes together, and across their restarts. For what is tried rarely and must be refused
 * surely, as passwords and codes are; a call that is only to be slowed down is counted in memory.
 *
 * Errors  of the database, as its driver has them.
 * Cost    one write for each try, by the primary key. Who is over is remembered in memory, and costs none.
 */
export const createKeptLimiters =
	(pool: ReturnType<typeof authDatabase>): KeptLimiters =>
	(name, points, windowMs) =>
		new RateLimiterPostgres({
			storeClient: pool,
			storeType: "pool",
			tableName: "kept_limit",
			// Our migrations make it, and the upkeep of the history forgets what is over.
			tableCreated: true,
			clearExpiredByTimeout: false,
			keyPrefix: name,
			points,
			duration: windowMs / 1_000,
			// Above `points`: the one that is the last may turn out right, and is given back.
			inMemoryBlockOnConsumed: points + 1,
		});
