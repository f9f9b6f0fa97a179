import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

// Ids begin with the time, so the oldest are the first.
const text = `
	delete from audit_log
	where at < now() - $1::float8 * interval '1 ms' and id = any(array(select id from audit_log order by id limit $2))
	returning id`;

/** Forgets the oldest rows of the audit log. Cost: `limit` rows, by the primary key. */
export async function pruneAudit(db: Queryable, { keptMs, limit }: PruneOptions): Promise<Pruned> {
	const pruned = (await rowsOf(db, text, [keptMs, limit])).length;
	return { pruned, isDone: pruned < limit, position: null };
}
