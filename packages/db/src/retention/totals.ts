import type { RetentionState } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionStore } from "../retention-store.ts";

const text = `
	select state, count(*)::int as records, coalesce(sum(disk_bytes), 0)::float8 as bytes from retention group by state`;

/**
 * Says how many records there are in each state and how much disk they hold; states without any are left out.
 *
 * Cost    one look at every record; those whose grace is over go, so they stay few. No lock.
 */
export async function retentionTotals(db: Queryable): ReturnType<RetentionStore["totals"]> {
	const rows = await rowsOf<{ state: RetentionState; records: number; bytes: number }>(db, text, []);
	return new Map(rows.map(({ state, records, bytes }) => [state, { records, bytes }]));
}
