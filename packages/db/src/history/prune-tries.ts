import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	delete from kept_limit
	where key = any(array(
		select key from kept_limit where expire < (extract(epoch from now()) * 1000 - $1::float8)::bigint order by expire limit $2
	))
	returning key`;

/** Forgets tries whose window is over. Cost: `limit` rows, by kept_limit_expire_idx and the primary key. */
export async function pruneTries(db: Queryable, { keptMs, limit }: PruneOptions): Promise<Pruned> {
	const pruned = (await rowsOf(db, text, [keptMs, limit])).length;
	return { pruned, isDone: pruned < limit, position: null };
}
