import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	delete from device_login
	where key_id = any(array(
		select key_id from device_login where expires_at < now() - $1::float8 * interval '1 ms' order by expires_at limit $2
	))
	returning key_id`;

/** Forgets logins of programs that ended long ago, however they did. Cost: `limit` rows, by device_login_expires_idx and the primary key. */
export async function pruneLogins(db: Queryable, { keptMs, limit }: PruneOptions): Promise<Pruned> {
	const pruned = (await rowsOf(db, text, [keptMs, limit])).length;
	return { pruned, isDone: pruned < limit, position: null };
}
