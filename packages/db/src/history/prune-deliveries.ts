import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

// Ids begin with the time of the event, so the oldest are the first. One that was asked for anew waits there until it has ended.
const textFrom = (position: string | null) => `
	with slice as materialized (
		select id, at, delivered_at, abandoned_at from webhook_delivery
		${position === null ? "" : "where id > $3"}
		order by id
		limit $2
	), gone as (
		delete from webhook_delivery using slice
		where webhook_delivery.id = slice.id and slice.at < now() - $1::float8 * interval '1 ms'
			and (webhook_delivery.delivered_at is not null or webhook_delivery.abandoned_at is not null)
		returning webhook_delivery.id
	)
	select (select count(*)::int from gone) as pruned, count(*)::int as looked, (select id from slice order by id desc limit 1) as last,
		coalesce(bool_or(at >= now() - $1::float8 * interval '1 ms'), false) as "isYoung"
	from slice`;

interface Row {
	readonly pruned: number;
	readonly looked: number;
	readonly last: string | null;
	readonly isYoung: boolean;
}

/**
 * Looks through a slice of what webhooks were told, oldest first, and forgets what ended long ago, with its tries; what is owed stays.
 *
 * Returns  where the next slice begins; from the start again when this one came to what is young.
 * Cost     `limit` rows by the primary key, and the tries of each.
 */
export async function pruneDeliveries(db: Queryable, { keptMs, limit, position }: PruneOptions): Promise<Pruned> {
	const values = [keptMs, limit, ...(position === null ? [] : [position])];
	const [row] = await rowsOf<Row & Record<string, unknown>>(db, textFrom(position), values);
	const isDone = row === undefined || row.isYoung || row.looked < limit;
	return { pruned: row?.pruned ?? 0, isDone, position: isDone ? null : row.last };
}
