import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { Queryable } from "./query.ts";
import { createReads } from "./reads.ts";

/** What queries run on: the pool for statements written by hand, its shared form for quick reads, the builder for plain ones of both. */
export interface Connection {
	readonly pool: pg.Pool;
	readonly reads: Queryable;
	readonly db: NodePgDatabase;
}

export const connectionOf = (pool: pg.Pool): Connection => ({ pool, reads: createReads(pool), db: drizzle({ client: pool }) });
