import type { LeaseEventBody, LeaseId, OperationId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { EventsSince } from "../stores.ts";

// The lease's own count comes along in the same snapshot, so that "nothing new" is told from "pruned".
const text = `
	select lease.event_seq, statement_timestamp() as read_at, e.seq, e.at, e.operation_id, e.actor, e.body
	from lease
	left join lateral (
		select * from lease_event where lease_id = lease.id and seq > $2 order by seq limit $3
	) e on true
	where lease.id = $1
	order by e.seq`;

interface Row {
	readonly event_seq: number;
	readonly read_at: Date;
	readonly seq: number | null;
	readonly at: Date;
	readonly operation_id: OperationId | null;
	readonly actor: string;
	readonly body: LeaseEventBody;
}

/**
 * Reads the events of a lease after a position, in order.
 *
 * Returns `complete: false` when the one right after the position is gone, or the position lies beyond the log.
 * Cost    those rows alone, by the primary key; no lock.
 */
export async function readEventsSince(db: Queryable, leaseId: LeaseId, afterSeq: number, limit: number): Promise<EventsSince> {
	const rows = await rowsOf<Row>(db, text, [leaseId, afterSeq, limit]);
	const events = rows.flatMap((row) =>
		row.seq === null ? [] : [{ leaseId, seq: row.seq, at: row.at, operationId: row.operation_id, actor: row.actor, body: row.body }],
	);
	const [first] = events;
	const readAt = rows[0]?.read_at ?? null;
	return { events, readAt, complete: first === undefined ? rows[0]?.event_seq === afterSeq : first.seq === afterSeq + 1 };
}
