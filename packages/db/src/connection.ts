import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";

/** What queries run on: the pool for statements written by hand, the builder over it for plain reads and writes. */
export interface Connection {
	readonly pool: pg.Pool;
	readonly db: NodePgDatabase;
}

export const connectionOf = (pool: pg.Pool): Connection => ({ pool, db: drizzle({ client: pool }) });
