import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

// A callback that is owed anew meanwhile is seen when its row is free, and is not among those that were told.
// The end of an operation's time is not the order of its ids, but near it: a turn goes through all that were made before then.
const textFrom = (position: string | null) => `
	with slice as materialized (
		select id, lease_id, finished_at, created_at from operation
		${position === null ? "" : "where id > $3"}
		order by id
		limit $2
	), old as materialized (
		select slice.id from slice join lease on lease.id = slice.lease_id
		where slice.finished_at < now() - $1::float8 * interval '1 ms' and slice.id is distinct from lease.operation_id
			and not exists (
				select from callback
				where callback.operation_id = slice.id and callback.delivered_at is null and callback.abandoned_at is null
			)
	), told as (
		delete from callback using old
		where callback.operation_id = old.id and (callback.delivered_at is not null or callback.abandoned_at is not null)
		returning callback.operation_id
	), gone as (
		delete from operation using old
		where operation.id = old.id and (
			old.id in (select operation_id from told) or not exists (select from callback where callback.operation_id = old.id)
		)
		returning operation.id
	)
	select (select count(*)::int from gone) as pruned, count(*)::int as looked, (select id from slice order by id desc limit 1) as last,
		coalesce(bool_or(created_at >= now() - $1::float8 * interval '1 ms'), false) as "isYoung"
	from slice`;

interface Row {
	readonly pruned: number;
	readonly looked: number;
	readonly last: string | null;
	readonly isYoung: boolean;
}

/**
 * Looks through a slice of the operations, oldest first, and forgets those that ended long ago, with what was told of them. The last one
 * of a lease stays, and one whose callback is owed.
 *
 * Returns      where the next slice begins; from the start again when this one came to what is young.
 * Concurrency  waits for who owes a callback anew, which then stays with its operation.
 * Cost         `limit` rows by the primary key, and for each its lease and its callback.
 */
export async function pruneOperations(db: Queryable, { keptMs, limit, position }: PruneOptions): Promise<Pruned> {
	const [row] = await rowsOf<Row & Record<string, unknown>>(db, textFrom(position), [
		keptMs,
		limit,
		...(position === null ? [] : [position]),
	]);
	const isDone = row === undefined || row.isYoung || row.looked < limit;
	return { pruned: row?.pruned ?? 0, isDone, position: isDone ? null : row.last };
}
