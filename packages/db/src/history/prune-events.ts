import type { Pruned, PruneOptions } from "../history-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

// The kinds of events are stepped through by their index, and of each the oldest are looked at: so the oldest of all are found without
// an index on time alone. A lease's log loses its beginning and never its middle, also where a clock was set back: a reader tells what
// was pruned by the number that follows its own.
const old = `
	with recursive kind (type) as (
		(select body ->> 'type' from lease_event where body ->> 'type' is not null order by body ->> 'type' limit 1)
		union all
		select (select body ->> 'type' from lease_event where body ->> 'type' > kind.type order by body ->> 'type' limit 1)
		from kind where kind.type is not null
	), oldest as materialized (
		select e.lease_id, e.seq
		from kind cross join lateral (
			select lease_id, seq, at from lease_event
			where body ->> 'type' = kind.type and at < now() - $1::float8 * interval '1 ms'
			order by at, lease_id, seq
			limit $2
		) e
		order by e.at, e.lease_id, e.seq
		limit $2
	), upto as materialized (
		select lease_id, max(seq) as seq from oldest group by lease_id
	)
	delete from lease_event using upto where lease_event.lease_id = upto.lease_id and lease_event.seq <= upto.seq`;

// A program of a former version writes no tenant beside an event; lists of a tenant's events need it there.
const fill = `
	update lease_event set tenant_id = lease.tenant_id
	from lease, (select lease_id, seq from lease_event where tenant_id is null order by lease_id, seq limit $1) bare
	where lease_event.lease_id = bare.lease_id and lease_event.seq = bare.seq and lease.id = bare.lease_id`;

/**
 * Forgets the oldest events, each lease's from its first one on; and notes whose those are that do not say it.
 *
 * Concurrency  locks what it deletes alone. A feed whose position is gone begins anew with a snapshot.
 * Cost         `limit` rows, by lease_event_type_idx and the primary key.
 */
export async function pruneEvents(db: Queryable, { keptMs, limit }: PruneOptions): Promise<Pruned> {
	const pruned = (await rowsOf(db, `${old} returning lease_event.seq`, [keptMs, limit])).length;
	const filled = (await rowsOf(db, `${fill} returning lease_event.seq`, [limit])).length;
	return { pruned, isDone: pruned < limit && filled < limit, position: null };
}
