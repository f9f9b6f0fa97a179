import { isOperationDone } from "@berth/core";
import { HINT_CHANNEL } from "../hint.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord, Resources } from "../records.ts";
import type { NewLease } from "../stores.ts";
import { toJson } from "../to-json.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `
	with chosen as (
		select id from node
		where cordoned_at is null and claimed_until > clock_timestamp()
			and cpu_millis_reserved + $2 <= cpu_millis_capacity
			and memory_bytes_reserved + $3 <= memory_bytes_capacity
			and disk_bytes_reserved + $4 <= disk_bytes_capacity
		order by greatest(
			cpu_millis_reserved::float8 / cpu_millis_capacity,
			memory_bytes_reserved::float8 / memory_bytes_capacity,
			disk_bytes_reserved::float8 / nullif(disk_bytes_capacity, 0)
		), id
		limit 1
		for update
	), placed as (
		update node set
			cpu_millis_reserved = cpu_millis_reserved + $2,
			memory_bytes_reserved = memory_bytes_reserved + $3,
			disk_bytes_reserved = disk_bytes_reserved + $4
		from chosen
		where node.id = chosen.id
		returning node.id
	), made as (
		insert into lease (
			id, tenant_id, node_id, name, state, state_since, deadline_at, version, generation, event_seq, operation_id,
			held_cpu_millis, held_memory_bytes, held_disk_bytes, created_by, created_at
		)
		select new.id, new."tenantId", placed.id, new.name, new.state, statement_timestamp(),
			statement_timestamp() + new."deadlineInMs" * interval '1 ms', 1, 1, jsonb_array_length(new.events), new."operationId",
			$2, $3, $4, new."createdBy", statement_timestamp()
		from placed, jsonb_to_record($1::jsonb) as new (
			id uuid, "tenantId" uuid, name text, state text, "deadlineInMs" float8, events jsonb, "operationId" uuid,
			"createdBy" text
		)
		returning *
	), item as (
		insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max)
		select made.id, item.ordinality, item.doc ->> 'service', item.doc ->> 'sku', (item.doc ->> 'quantity')::int,
			(item.doc ->> 'cpuMillis')::bigint, (item.doc ->> 'memoryBytes')::bigint, (item.doc ->> 'diskBytes')::bigint,
			(item.doc ->> 'pidsMax')::int
		from made, jsonb_array_elements($1::jsonb -> 'items') with ordinality as item (doc, ordinality)
	), first_release as (
		insert into release (lease_id, number, manifest, status, created_by, created_at)
		select made.id, 1, $5::json, 'deploying', made.created_by, made.created_at from made
	), asked as (
		insert into operation (
			id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, callback_url, idempotency_key,
			request_hash, created_at, started_at, finished_at
		)
		select new.id, made.id, made.tenant_id, new.kind, new.state, new."requestedBy", new."releaseNumber", new.steps,
			new."callbackUrl", new."idempotencyKey", new."requestHash", made.created_at,
			case when new.state = 'running' then made.created_at end, case when new.done then made.created_at end
		from made, jsonb_to_record($1::jsonb -> 'operation') as new (
			id uuid, kind text, state text, "requestedBy" text, "releaseNumber" int, steps jsonb, "callbackUrl" text,
			"idempotencyKey" text, "requestHash" text, done boolean
		)
	), appended as (
		insert into lease_event (lease_id, seq, at, operation_id, actor, body)
		select made.id, event.ordinality, made.created_at, (event.doc ->> 'operationId')::uuid, event.doc ->> 'actor',
			event.doc -> 'body'
		from made, jsonb_array_elements($1::jsonb -> 'events') with ordinality as event (doc, ordinality)
	)
	select ${leaseColumns},
		pg_notify('${HINT_CHANNEL}', json_build_object(
			'leaseId', lease.id, 'tenantId', lease.tenant_id, 'nodeId', lease.node_id, 'seq', lease.event_seq
		)::text)
	from made lease`;

/**
 * Takes room on the least-loaded live node that fits, and records the lease there with its items, release 1, operation and events.
 *
 * Returns      the lease, or null when no node has room; then nothing was written.
 * Concurrency  locks the chosen node's row until the commit. One that filled up during the wait is passed over for the next.
 * Cost         one round trip; reads every node.
 */
export async function recordNewLease(db: Queryable, lease: NewLease, holds: Resources): Promise<LeaseRecord | null> {
	const { manifest, ...rest } = lease;
	const operation = { ...lease.operation, done: isOperationDone(lease.operation.state) };
	const [row] = await rowsOf<LeaseRow>(db, text, [
		toJson({ ...rest, operation, operationId: operation.id }),
		holds.cpuMillis,
		holds.memoryBytes,
		holds.diskBytes,
		toJson(manifest),
	]);
	// The statement cannot see the items it has just written.
	return row === undefined ? null : { ...toLease(row), items: lease.items };
}
