import { HINT_CHANNEL } from "../hint.ts";

/**
 * Parts of a statement that append an event to the log of each lease that `source` names: a part of it with the columns `lease_id`,
 * `actor` and `body`. Rows without a lease are told to nobody. {@link logHints} ends the statement.
 *
 * Concurrency  the rows of these leases must be locked before those of tenants, nodes and retention records, or without waiting.
 */
export const logParts = (source: string): string[] => [
	`counted_events as (
		select lease_id, count(*)::int as events from ${source} where lease_id is not null group by lease_id
	)`,
	`told as (
		update lease set version = lease.version + 1, event_seq = lease.event_seq + counted_events.events
		from counted_events
		where lease.id = counted_events.lease_id
		returning lease.id, lease.tenant_id, lease.node_id, lease.event_seq, counted_events.events
	)`,
	`logged as (
		insert into lease_event (lease_id, tenant_id, seq, at, operation_id, actor, body)
		select told.id, told.tenant_id, told.event_seq - told.events + one.n, statement_timestamp(), null, one.actor, one.body
		from told join (
			select lease_id, actor, body, row_number() over (partition by lease_id)::int as n from ${source}
		) one on one.lease_id = told.id
	)`,
];

/** SQL that tells whoever watches the leases; it has a row for each of them. */
export const logHints = `
	select pg_notify('${HINT_CHANNEL}', json_build_object(
		'leaseId', told.id, 'tenantId', told.tenant_id, 'nodeId', told.node_id, 'seq', told.event_seq
	)::text) from told`;
