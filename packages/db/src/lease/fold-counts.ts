import { type Queryable, rowsOf } from "../query.ts";

/** Every so many rows of changes the counts are added up. Fewer: more work for writers. More: more rows for each reader. */
const FOLD_EVERY = 256;
/** Any number that nobody else in the database uses for an advisory lock. */
const LOCK = 4_710_232_021;

/** SQL that says whether one of the rows just appended (a CTE of their ids) is the one whose writer adds up. */
export const foldDue = (cte: string) => `(select bool_or(id % ${FOLD_EVERY} = 0) from ${cte})`;

const text = `
	with turn as materialized (
		select pg_try_advisory_xact_lock(${LOCK}) as ours
	), taken as (
		delete from lease_count_change where (select ours from turn) returning tenant_id, state, change
	)
	insert into lease_count (tenant_id, state, count)
	select tenant_id, state, sum(change) from taken group by tenant_id, state having sum(change) <> 0
	on conflict (tenant_id, state) do update set count = lease_count.count + excluded.count`;

/**
 * Adds the changes of the counts up. A reader sees them before or after, never half. It comes after a commit that must not fail for
 * it: when it fails, the next one adds up what it left.
 *
 * Concurrency  one at a time, by an advisory lock; another's turn is left to it.
 * Cost         a few hundred rows.
 */
export const foldCounts = (db: Queryable): Promise<void> =>
	rowsOf(db, text, []).then(
		() => undefined,
		() => undefined,
	);
