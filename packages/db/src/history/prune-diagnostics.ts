import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	delete from diagnostic
	where id = any(array(
		select id from diagnostic where at < now() - $1::float8 * interval '1 ms' order by at limit $2
	))
	returning id`;

/** Forgets the oldest diagnostics. Cost: `limit` rows, by diagnostic_at_idx and the primary key. */
export async function pruneDiagnostics(db: Queryable, { keptMs, limit }: PruneOptions): Promise<Pruned> {
	const pruned = (await rowsOf(db, text, [keptMs, limit])).length;
	return { pruned, isDone: pruned < limit, position: null };
}
