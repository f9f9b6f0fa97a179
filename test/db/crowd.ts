import type { NodeId, TenantId } from "@berth/core";
import { withClient } from "../support/postgres.ts";

/** Leases beside those that a test makes. */
const CROWD = 100_000;

/**
 * What an installation holds that has been at work for a hundred days: leases of twenty tenants on five nodes, six in ten of them closed,
 * with everything that belongs to them. Half of it is the tenant's that is given. Ids sort by age, as real ones do.
 *
 * Cost  some ten seconds.
 */
export async function createCrowd(url: string, tenantId: TenantId, nodeId: NodeId): Promise<void> {
	await withClient(url, async (client) => {
		// References are not checked, and triggers do not fire: what they would write is written here.
		await client.query("set session_replication_role = replica");
		await client.query("set synchronous_commit = off");
		await client.query("set maintenance_work_mem = '256MB'");
		const { rows } = await client.query<{ name: string; definition: string }>(
			`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on pg_class.oid = indrelid
			where relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition and not exists (select from pg_constraint where conindid = indexrelid)`,
		);
		// An index is made faster of all its rows than row by row.
		for (const { name } of rows) await client.query(`drop index ${name}`);
		for (const text of statements) await client.query(text.replaceAll(":tenant", `'${tenantId}'`).replaceAll(":node", `'${nodeId}'`));
		for (const { definition } of rows) await client.query(definition);

		await client.query("vacuum analyze");
	});
}

/** An id that was made when the row's age says, and is of its own kind. */
const id = (kind: number, n = "i") =>
	`(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(${kind}), 3, '0') || '8000' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`;

const statements = [
	`insert into tenant (id, name, leases_used) select gen_random_uuid(), 'crowd-' || lpad(i::text, 3, '0'), 0 from generate_series(1, 19) i`,
	`insert into node (id, name, cpu_millis_capacity, memory_bytes_capacity, disk_bytes_capacity, cordoned_at)
	select gen_random_uuid(), 'crowd-' || i, 1, 1, 0, now() from generate_series(1, 4) i`,
	// A lease each 86 seconds, up to an hour ago: what a test makes is younger.
	`create temp table crowd as
	select i, at, ${id(1)} as id, ${id(2)} as first_op, ${id(3)} as last_op, ${id(4)} as kept,
		case when i % 2 = 0 then :tenant::uuid else others[1 + i / 2 % 19] end as tenant_id,
		case when i % 7 = 0 then :node::uuid else nodes[1 + i % 4] end as node_id,
		case
			when i % 10 < 6 then 'closed'
			when i % 1000 = 7 then 'provisioning'
			when i % 500 = 8 then 'failed'
			when i % 50 = 9 then 'stopped'
			else 'ready'
		end as state
	from generate_series(1, ${CROWD}) i,
		lateral (select now() - interval '1 hour' - (${CROWD} - i) * interval '86 s' as at) aged,
		(select array_agg(id) as others from tenant where name like 'crowd-%') t,
		(select array_agg(id) as nodes from node where name like 'crowd-%') n`,
	`insert into lease (id, tenant_id, node_id, name, state, state_since, version, generation, release_seq, active_release, event_seq,
		operation_id, created_by, created_at, closed_at, expires_at, wake_at, partition, backend_uuid, backend)
	select id, tenant_id, node_id, 'web-' || left(md5(i::text), 8), state, at, 1, 1, 12, 12, 6, last_op, 'x', at,
		case when state = 'closed' then at + interval '5 minutes' end,
		case when i % 100 = 6 then now() + i * interval '1 minute' end, case when i % 100 = 7 then now() + interval '1 day' end,
		case when i % 50 = 0 then 'customer-' || i % 1000 end, case when i % 3 = 0 then md5(i::text)::uuid::text end,
		case when i % 3 = 0 then '{"providerUuid":"","skus":{},"callbackUrls":["http://there/"]}'::jsonb end
	from crowd`,
	`insert into lease_search select id, tenant_id, ' web-' || left(md5(i::text), 8) || ' docker.io/library/' || (array['nginx', 'redis', 'postgres', 'caddy'])[1 + i % 4] || ':' || i % 30
	from crowd`,
	`insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max)
	select id, 1, 'app', case when i % 10000 = 0 then 'rare' when i / 2 % 10 = 9 then 'large' else 'small' end, 1, 1, 1, 0, 1 from crowd`,
	`insert into lease_domain select 'd' || i || '.example.org', id from crowd where state = 'ready' and i % 10 = 6`,
	`insert into release (lease_id, number, manifest, items, status, cause, rollback_of, created_by, created_at)
	select id, n, '{"services":{"app":{"image":"nginx"}}}'::json, '[]'::json, case n when 12 then 'active' else 'superseded' end,
		case when n = 12 then 'rollback' else 'update' end, case when n = 12 then 2 end, 'x', at
	from crowd, generate_series(11, 12) n
	union all
	select id, n, '{"services":{"app":{"image":"nginx"}}}'::json, '[]'::json, 'superseded', 'update', null, 'x', at from crowd, generate_series(1, 2) n where i % 20 = 0`,
	`insert into operation (id, lease_id, tenant_id, kind, state, requested_by, steps, idempotency_key, request_hash, created_at, finished_at)
	select first_op, id, tenant_id, 'provision', 'succeeded', 'x', '[]'::jsonb, id::text, 'h', at, at from crowd
	union all
	select last_op, id, tenant_id, 'update', case when i % 1000 = 7 then 'running' when i % 500 = 8 then 'failed' else 'succeeded' end, 'x', '[]'::jsonb, null, 'h', at,
		case when i % 1000 <> 7 then at end
	from crowd`,
	`insert into joined_request select tenant_id, 'joined-' || i, first_op, 'h' from crowd where i % 10 = 0`,
	`insert into lease_event (lease_id, tenant_id, seq, at, operation_id, actor, body)
	select id, tenant_id, n, at, null, 'x', json_build_object('type', (array['moved', 'operation', 'step', 'instance', 'release', 'expiring'])[1 + (i + n) % 6])
	from crowd, generate_series(5, 6) n`,
	`insert into instance (lease_id, service, index, generation, container_id, image, state, health, oom_killed, endpoints)
	select id, 'app', 0, 1, 'c', 'i', 'running', 'none', false, '[]' from crowd where state <> 'closed'`,
	`insert into audit_log (id, at, tenant_id, actor, action, target_kind, target_id, outcome)
	select ${id(8)}, at, tenant_id, 'user:crowd-' || i / 2 % 500, (array['lease.restart', 'lease.provision', 'lease.update', 'lease.close'])[1 + i % 4], 'lease', id::text, 'done'
	from crowd`,
	`insert into webhook (id, tenant_id, url, types, created_by) select gen_random_uuid(), :tenant, 'https://there/', '{lease.ready}', 'crowd' from generate_series(1, 3)`,
	`insert into webhook_delivery (id, webhook_id, type, at, tenant_id, lease_id, lease_seq, data, owed_since, delivered_at)
	select ${id(9)}, hooks[1 + i % 3], 'lease.ready', at, tenant_id, id, 1, '{}', at, case when i % 100 <> 0 then at end
	from crowd, (select array_agg(id order by id) as hooks from webhook where created_by = 'crowd') w`,
	`insert into webhook_attempt (delivery_id, at, duration_ms) select ${id(9)}, at, 1 from crowd`,
	`insert into diagnostic (id, lease_id, service, index, reason, oom_killed, log_tail, at)
	select ${id(5)}, id, 'app', 0, 'NotReady', false, '[]', at from crowd`,
	`insert into callback (id, operation_id, lease_id, url, body, lease_seq, delivered_at)
	select ${id(6)}, first_op, id, 'u', '{}', 1, at from crowd`,
	`insert into callback_attempt (callback_id, at, duration_ms) select ${id(6)}, at, 1 from crowd`,
	`insert into retention (id, tenant_id, node_id, lease_id, lease_name, state, manifest, items, disk_bytes, created_at, expires_at)
	select kept, tenant_id, node_id, id, 'crowd', case when i % 5000 = 0 then 'reaping' else 'active' end, '{}', '[]', 1, at,
		now() + case when i % 5000 = 1 then interval '-1 h' else interval '1 h' end
	from crowd where state = 'closed' and i % 10 < 2`,
	`insert into retention_tombstone (id, tenant_id, lease_id, lease_name, disk_bytes, created_at, because, given_up_at, destroyed_at)
	select kept, tenant_id, id, 'crowd', 1, at, 'expired', at, at from crowd where state = 'closed' and i % 10 = 2`,
	`insert into volume (id, node_id, tenant_id, lease_id, service, index, quota_bytes, created_at)
	select ${id(7)}, node_id, tenant_id, id, 'app', 0, 1, at from crowd where state <> 'closed' and i % 10 = 6`,
	`insert into volume (id, node_id, tenant_id, retention_id, service, index, quota_bytes, created_at)
	select ${id(7)}, node_id, tenant_id, kept, 'app', 0, 1, at from crowd where state = 'closed' and i % 10 < 2`,
	`insert into host_port (node_id, port, protocol, lease_id, service, index, container_port)
	select distinct on (node_id, i % 20000) node_id, 20000 + i % 20000, 'tcp', id, 'app', 0, 80 from crowd where state = 'ready'`,
	`insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, disk_byte_seconds)
	select date_trunc('hour', at), tenant_id, id, 'app', 3600, 1, 1 from crowd`,
	`insert into usage_minute (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, disk_byte_seconds)
	select date_trunc('day', now(), 'UTC') + n * interval '1 minute', tenant_id, id, 'app', 60, 1, 1
	from (select * from crowd where state = 'ready' order by i desc limit 100) watched, generate_series(0, 999) n`,
];
