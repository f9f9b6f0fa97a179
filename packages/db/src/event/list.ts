import { type LeaseEventBody, type LeaseId, leaseEventTypes, type OperationId } from "@berth/core";
import type { HistoryStore, ListedEvent } from "../history-store.ts";
import { type Parameter, parameters, type Queryable, rowsOf } from "../query.ts";
import type { Scope } from "../scope.ts";

interface Row {
	readonly lease_id: LeaseId;
	readonly lease_name: string;
	readonly seq: number;
	readonly at: Date;
	readonly at_micros: string;
	readonly operation_id: OperationId | null;
	readonly actor: string;
	readonly body: LeaseEventBody;
}

const columns = `
	e.lease_id, lease.name as lease_name, e.seq, e.at, (extract(epoch from e.at) * 1000000)::bigint::text as at_micros, e.operation_id,
	e.actor, e.body`;

const toListed = (row: Row): ListedEvent => ({
	leaseId: row.lease_id,
	leaseName: row.lease_name,
	seq: row.seq,
	at: row.at,
	atMicros: row.at_micros,
	operationId: row.operation_id,
	actor: row.actor,
	body: row.body,
});

const span = (p: Parameter, { from, until }: { readonly from?: Date; readonly until?: Date }): string[] => [
	...(from === undefined ? [] : [`lease_event.at >= ${p(from)}`]),
	...(until === undefined ? [] : [`lease_event.at < ${p(until)}`]),
];

/**
 * Reads a page of the events of all leases in scope, newest first. Those whose tenant was not noted yet are in no tenant's list.
 *
 * Cost  a page of each kind that is asked for, of all of them when none is named, by lease_event_tenant_idx or lease_event_type_idx; and
 *       the lease of each. No lock.
 */
export async function listEvents(db: Queryable, scope: Scope, options: Parameters<HistoryStore["events"]>[1]): Promise<ListedEvent[]> {
	const { values, of: p } = parameters();
	const { before, types = leaseEventTypes } = options;
	const where = [
		"lease_event.body ->> 'type' = wanted.type",
		...(scope === "all" ? [] : [`lease_event.tenant_id = ${p(scope.tenantId)}`]),
		...(before === undefined
			? []
			: [
					`(lease_event.at, lease_event.lease_id, lease_event.seq) < (
						timestamptz 'epoch' + ${p(before.atMicros)}::bigint * interval '1 microsecond', ${p(before.leaseId)}::uuid, ${p(before.seq)}::int
					)`,
				]),
		...span(p, options),
	];
	const limit = p(options.limit);
	const newest = "order by at desc, lease_id desc, seq desc";
	const text = `
		select ${columns}
		from (
			select found.* from unnest(${p([...new Set(types)])}::text[]) wanted (type)
			cross join lateral (select lease_event.* from lease_event where ${where.join(" and ")} ${newest} limit ${limit}) found
			${newest} limit ${limit}
		) e join lease on lease.id = e.lease_id
		order by e.at desc, e.lease_id desc, e.seq desc`;
	return (await rowsOf<Row & Record<string, unknown>>(db, text, values)).map(toListed);
}

/** Reads a page of one lease's events, newest first. Cost: the lease's events down to the last one of the page, by the primary key; no lock. */
export async function listEventsOf(
	db: Queryable,
	leaseId: LeaseId,
	options: Parameters<HistoryStore["eventsOf"]>[1],
): Promise<ListedEvent[]> {
	const { values, of: p } = parameters();
	const where = [
		`lease_event.lease_id = ${p(leaseId)}`,
		...(options.before === undefined ? [] : [`lease_event.seq < ${p(options.before)}`]),
		...(options.types === undefined ? [] : [`lease_event.body ->> 'type' = any(${p([...options.types])}::text[])`]),
		...span(p, options),
	];
	const text = `
		select ${columns}
		from (select * from lease_event where ${where.join(" and ")} order by seq desc limit ${p(options.limit)}) e
		join lease on lease.id = e.lease_id
		order by e.seq desc`;
	return (await rowsOf<Row & Record<string, unknown>>(db, text, values)).map(toListed);
}
