import { isOperationDone, type NodeId, type ReleaseCause } from "@berth/core";
import { auditInsert, auditValue } from "../audit/audit-part.ts";
import { HINT_CHANNEL, hintOfRow } from "../hint.ts";
import type { NewLease } from "../lease-change.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord, Resources } from "../records.ts";
import { toJson } from "../to-json.ts";
import { foldDue } from "./fold-counts.ts";
import { type LeaseFields, leaseFields, toWrittenLease } from "./lease-row.ts";
import { byLoad, hasPorts } from "./node-room.ts";
import { factsOfNew } from "./write/audit-facts.ts";
import { itemColumns, itemValues } from "./write/item-part.ts";
import { inOrder } from "./write/weigh.ts";

const volumePart = `
	laid_out as (
		insert into volume (id, node_id, tenant_id, lease_id, service, index, quota_bytes, created_at)
		select new.id, made.node_id, made.tenant_id, made.id, new.service, new.index, new."quotaBytes", made.created_at
		from made, jsonb_to_recordset($1::jsonb -> 'volumes') as new (id uuid, service text, index int, "quotaBytes" bigint)
	),`;

// $6 and $7 are the place of what it is made of: the node that has it, and the bytes that are reserved there for it already.
const fits = `
	case when $6::uuid is null then node.cordoned_at is null else node.id = $6 end
	and node.claimed_until > clock_timestamp()
	and node.cpu_millis_reserved + $2 <= node.cpu_millis_capacity
	and node.memory_bytes_reserved + $3 <= node.memory_bytes_capacity
	and (node.disk_bytes_reserved + $4 - $7::bigint <= node.disk_bytes_capacity or ($6 is not null and $4 <= $7))`;

const textOf = (hasVolumes: boolean, hasHostPorts: boolean) => `
	with quota as materialized (
		select id from tenant
		where id = ($1::jsonb ->> 'tenantId')::uuid and suspended_at is null
			and (leases_max is null or leases_used < leases_max)
			and (cpu_millis_max is null or $2::bigint = 0 or cpu_millis_used + $2 <= cpu_millis_max)
			and (memory_bytes_max is null or $3::bigint = 0 or memory_bytes_used + $3 <= memory_bytes_max)
			and (disk_bytes_max is null or $4::bigint = 0 or disk_bytes_used + $4 <= disk_bytes_max)
		for no key update
	), chosen as materialized (
		select quota.id as tenant_id, node.id as node_id
		from quota, node
		where ${fits} ${hasHostPorts ? `and ${hasPorts("tcp", "$10")} and ${hasPorts("udp", "$11")}` : ""}
		order by ${byLoad}
		limit 1
		for no key update of node
	), counted as (
		update tenant set
			leases_used = leases_used + 1,
			cpu_millis_used = cpu_millis_used + $2,
			memory_bytes_used = memory_bytes_used + $3,
			disk_bytes_used = disk_bytes_used + $4
		from chosen
		where tenant.id = chosen.tenant_id
	), placed as (
		update node set
			cpu_millis_reserved = cpu_millis_reserved + $2,
			memory_bytes_reserved = memory_bytes_reserved + $3,
			disk_bytes_reserved = disk_bytes_reserved + $4 - $7
		from chosen
		where node.id = chosen.node_id
	), made as (
		insert into lease (
			id, tenant_id, node_id, name, partition, state, state_since, deadline_at, version, generation, release_seq, event_seq,
			operation_id, callback_url, expires_at, held_cpu_millis, held_memory_bytes, held_disk_bytes, created_by, created_at,
			backend_uuid, backend
		)
		select new.id, chosen.tenant_id, chosen.node_id, new.name, new.partition, new.state, statement_timestamp(),
			statement_timestamp() + new."deadlineInMs" * interval '1 ms', 1, 1, 1, jsonb_array_length(new.events),
			new."operationId", new."callbackUrl", new."expiresAt", $2, $3, $4, new."createdBy", statement_timestamp(),
			new.backend ->> 'uuid', new.backend -> 'facts'
		from chosen, jsonb_to_record($1::jsonb) as new (
			id uuid, name text, partition text, state text, "deadlineInMs" float8, events jsonb, "operationId" uuid,
			"callbackUrl" text, "expiresAt" timestamptz, "createdBy" text, backend jsonb
		)
		returning *
	), item as (
		insert into lease_item (lease_id, position, ${itemColumns})
		select made.id, item.ordinality, ${itemValues}
		from made, jsonb_array_elements($1::jsonb -> 'items') with ordinality as item (doc, ordinality)
	), named as (
		insert into lease_domain (domain, lease_id)
		select distinct item.doc ->> 'domain', made.id from made, jsonb_array_elements($1::jsonb -> 'items') as item (doc)
		where item.doc ->> 'domain' is not null
	), ${hasVolumes ? volumePart : ""} first_release as (
		insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
		select made.id, 1, $5::json, $8::json, 'deploying', $9::text, made.created_by, made.created_at from made
	), asked as (
		insert into operation (
			id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, callback_url, idempotency_key,
			request_hash, trace_parent, created_at, started_at, finished_at
		)
		select new.id, made.id, made.tenant_id, new.kind, new.state, new."requestedBy", new."releaseNumber", new.steps,
			new."callbackUrl", new."idempotencyKey", new."requestHash", new."traceParent", made.created_at,
			case when new.state = 'running' then made.created_at end, case when new.done then made.created_at end
		from made, jsonb_to_record($1::jsonb -> 'operation') as new (
			id uuid, kind text, state text, "requestedBy" text, "releaseNumber" int, steps jsonb, "callbackUrl" text,
			"idempotencyKey" text, "requestHash" text, "traceParent" text, done boolean
		)
	), recounted as (
		insert into lease_count_change (tenant_id, state, change) select tenant_id, state, 1 from made returning id
	), audited as (
		${auditInsert("($1::jsonb -> 'audit')", { from: "made", tenantId: "made.tenant_id", kind: "'lease'", id: "made.id::text" })}
	), appended as (
		insert into lease_event (lease_id, tenant_id, seq, at, operation_id, actor, body)
		select made.id, made.tenant_id, event.ordinality, made.created_at, (event.doc ->> 'operationId')::uuid, event.doc ->> 'actor',
			event.doc -> 'body'
		from made, jsonb_array_elements($1::jsonb -> 'events') with ordinality as event (doc, ordinality)
	)
	select quota.id as admitted, ${hasHostPorts ? `exists (select from node where ${fits})` : "false"} as wants_ports, ${foldDue("recounted")} as fold_due, ${leaseFields},
		case when lease.id is not null then pg_notify('${HINT_CHANNEL}', ${hintOfRow}) end
	from (values (1)) as always left join quota on true left join made lease on true`;

const texts = [false, true].map((hasVolumes) => [false, true].map((hasHostPorts) => textOf(hasVolumes, hasHostPorts)));

type Row = { readonly admitted: string | null; readonly wants_ports: boolean; readonly fold_due: boolean | null } & (
	| LeaseFields
	| { readonly id: null }
);

/** Where what a lease is made of lies, and what is reserved there for it. */
export interface Place {
	readonly nodeId: NodeId;
	readonly diskBytes: number;
}

/**
 * Counts a lease against its tenant's quota, takes room on the least-loaded live node that fits, and records it there with its
 * items, volumes, release 1, operation and events: one statement. With a `place` it goes there, cordoned or not: its data is
 * nowhere else.
 *
 * Ports of the host are looked for and not taken: {@link takeHostPorts} does, and the caller holds {@link lockHostPorts} before both.
 *
 * Returns      the lease and whether the counts should be added up now; or what refused it, and then nothing was written.
 * Concurrency  locks the tenant's row, then the chosen node's, so creations of a tenant, and those on a node, go one after the
 *              other. What a lock was waited for is looked at again: a node that filled up meanwhile is passed over for the next.
 * Cost         one round trip; reads every node.
 */
export async function insertNewLease(
	db: Queryable,
	lease: NewLease,
	holds: Resources,
	place: Place | null,
): Promise<{ readonly lease: LeaseRecord; readonly foldDue: boolean } | "quota" | "capacity" | "hostPorts"> {
	const { manifest, hostPorts = [], audit, ...rest } = lease;
	const asked = audit && auditValue(audit, factsOfNew(lease));
	const operation = { ...lease.operation, done: isOperationDone(lease.operation.state) };
	const of = (protocol: "tcp" | "udp") => hostPorts.filter((wish) => wish.protocol === protocol).length;
	const text = texts[Number(lease.volumes.length > 0)]?.[Number(hostPorts.length > 0)] ?? "";
	const [row] = await rowsOf<Row>(db, text, [
		toJson({ ...rest, operation, operationId: operation.id, ...(asked && { audit: asked }) }),
		holds.cpuMillis,
		holds.memoryBytes,
		holds.diskBytes,
		toJson(manifest),
		place?.nodeId ?? null,
		place?.diskBytes ?? 0,
		toJson(lease.items),
		(lease.restoreOf === undefined ? "provision" : "restore") satisfies ReleaseCause,
		...(hostPorts.length > 0 ? [of("tcp"), of("udp")] : []),
	]);
	if (row === undefined || row.admitted === null) return "quota";
	if (row.id === null) return row.wants_ports ? "hostPorts" : "capacity";
	const belongings = { items: lease.items, volumes: inOrder(lease.volumes), hostPorts: [] };
	return { lease: toWrittenLease(row, belongings), foldDue: row.fold_due === true };
}
