import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const textFrom = (position: string | null) => `
	with slice as materialized (
		select lease_id, number from release
		${position === null ? "" : "where (lease_id, number) > ($4::uuid, $5::int)"}
		order by lease_id, number
		limit $2
	), gone as (
		delete from release using slice, lease
		where release.lease_id = slice.lease_id and release.number = slice.number and lease.id = slice.lease_id
			and release.status in ('superseded', 'failed')
			and release.created_at < now() - $1::float8 * interval '1 ms'
			and release.number <= lease.release_seq - $3::int
			and release.number is distinct from lease.active_release
			and not exists (
				select from release again where again.lease_id = release.lease_id and again.rollback_of = release.number
			)
			and not exists (
				select from operation
				where operation.lease_id = release.lease_id and operation.release_number = release.number
					and operation.state in ('queued', 'running')
			)
		returning release.number
	)
	select (select count(*)::int from gone) as pruned, count(*)::int as looked,
		(select lease_id || ':' || number from slice order by lease_id desc, number desc limit 1) as last
	from slice`;

interface Row {
	readonly pruned: number;
	readonly looked: number;
	readonly last: string | null;
}

/**
 * Looks through a slice of the releases, lease by lease, and forgets those that are old, but never the newest `keepLast` of a lease, the
 * one that is active, one that an operation under way makes so, nor one that a later one repeats. Their numbers are not used again: the
 * lease counts them.
 *
 * Returns  where the next slice begins; from the start again after the last one.
 * Cost     `limit` rows by the primary key, and for each that is old its lease and the lease's releases and operations.
 */
export async function pruneReleases(db: Queryable, options: PruneOptions & { readonly keepLast: number }): Promise<Pruned> {
	const { keptMs, limit, keepLast, position } = options;
	const values = [keptMs, limit, keepLast, ...(position?.split(":") ?? [])];
	const [row] = await rowsOf<Row & Record<string, unknown>>(db, textFrom(position), values);
	const isDone = row === undefined || row.looked < limit;
	return { pruned: row?.pruned ?? 0, isDone, position: isDone ? null : row.last };
}
