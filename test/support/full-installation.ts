import { withClient } from "./postgres.ts";

/** What would run as a program wherever text was taken for markup. */
export const HOSTILE = `<img src=x onerror="window.hacked=true">`;

/** So many leases has the tenant whose pages must stay light. */
const CROWD = 10_000;

interface FullInstallation {
	readonly databaseUrl: string;
	readonly tenantId: string;
	/** A real lease of it, whose history is made long. */
	readonly leaseId: string;
}

/** Ids in the order of their making, as those that are made one after the other have. */
const id = (from: number, nth: string) =>
	`(lpad(to_hex(${from} + ${nth}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${nth}), 12, '0'))::uuid`;

/** $T the tenant, $L the lease with the long history, $H hostile text as a word of SQL. */
const rows = [
	// Of a node that another process works, as far as this one knows: it looks for none of their containers.
	`insert into node (id, name, cpu_millis_capacity, memory_bytes_capacity, disk_bytes_capacity, cordoned_at, seen_at, claimed_by, claimed_until)
	select gen_random_uuid(), case when nth = 1 then 'crowd' else 'node ' || nth || $H end, 64000, 68719476736, 68719476736, now(), now() + interval '1 day', 'crowd', now() + interval '1 day'
	from generate_series(1, 40) nth`,
	`create temporary table crowd as select nth, ${id(27_262_976, "nth")} as id, 'crowd-' || nth || case when nth % 100 = 0 then $H else '' end as name,
		case when nth % 10 = 0 then 'stopped' else 'ready' end as state from generate_series(1, ${CROWD}) nth`,
	`insert into lease (id, tenant_id, node_id, name, state, state_since, version, generation, active_release, release_seq, event_seq, created_by, created_at, message)
	select id, $T, (select id from node where name = 'crowd'), name, state, now(), 1, 1, 1, 1, 1, $H, now(), $H from crowd`,
	`insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max) select id, 1, 'app', 'micro', 1, 1, 1, 0, 1 from crowd`,
	`insert into lease_search (lease_id, tenant_id, words) select id, $T, ' ' || lower(name) from crowd`,
	`insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
	select id, 1, json_build_object('services', json_build_object('app', json_build_object('image', $H))), '[]', 'active', 'provision', $H, now() from crowd`,
	`insert into lease_count (tenant_id, state, count) select $T, state, count(*) from crowd group by state`,
	`insert into operation (id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, reason, message, request_hash, created_at, started_at, finished_at)
	select ${id(28_262_976, "nth")}, case when nth <= 2000 then $L else (select id from crowd where crowd.nth = n.nth) end, $T, 'restart', 'failed', $H, null,
		(select jsonb_agg(jsonb_build_object('name', step, 'state', 'succeeded', 'startedAt', '2026-01-01T00:00:00Z', 'finishedAt', '2026-01-01T00:00:01Z', 'deadlineAt', null, 'progress', null, 'note', $H))
			from unnest(array['admit','pull','network','volumes','create','start','verify','route','clean']) step),
		'NotReady', $H, 'hash', now(), now(), now() from generate_series(1, 4000) n (nth)`,
	// Behind what really happened, so that the numbers go on without a gap.
	`insert into lease_event (lease_id, seq, tenant_id, at, operation_id, actor, body)
	select $L, event_seq + nth, $T, now(), null, $H, case nth % 3
		when 0 then jsonb_build_object('type', 'moved', 'from', 'ready', 'to', 'failing', 'event', 'instanceDied', 'reason', 'NotReady', 'message', $H)
		when 1 then jsonb_build_object('type', 'session', 'sessionId', gen_random_uuid(), 'what', 'opened', 'service', 'web', 'index', 0, 'program', $H, 'terminal', true)
		else jsonb_build_object('type', 'instance', 'instance', jsonb_build_object('service', 'web', 'index', 0, 'generation', 1, 'state', 'running', 'health', 'none', 'exitCode', null, 'oomKilled', false)) end
	from lease, generate_series(1, 5000) nth where id = $L`,
	`insert into release (lease_id, number, manifest, items, status, cause, note, created_by, created_at)
	select $L, 100000 + nth, json_build_object('services', json_build_object('web', json_build_object('image', $H || nth, 'env',
		(select json_object_agg('KEY_' || key, md5(nth || random()::text) || $H) from generate_series(1, 60) key), 'labels', json_build_object('why', $H)))), '[]', 'superseded', 'update', $H, $H, now()
	from generate_series(1, 400) nth`,
	`update lease set event_seq = event_seq + 5000, release_seq = 100400, name = 'long' || $H where id = $L`,
	`insert into retention (id, tenant_id, node_id, lease_id, lease_name, state, manifest, items, disk_bytes, created_at, expires_at)
	select ${id(29_262_976, "nth")}, $T, (select id from node where name = 'crowd'), (select id from crowd where crowd.nth = n.nth), 'kept-' || nth || $H, 'active',
		json_build_object('services', json_build_object('app', json_build_object('image', $H, 'env', (select json_object_agg('KEY_' || key, md5(nth || random()::text) || $H) from generate_series(1, 60) key)))),
		'[{"service": "app", "sku": "micro", "quantity": 1, "cpuMillis": 1, "memoryBytes": 1, "diskBytes": 1, "pidsMax": 1, "domain": null}]', 1000, now(), now() + interval '7 days'
	from generate_series(1, 1000) n (nth)`,
	`insert into retention_tombstone (id, tenant_id, lease_id, lease_name, disk_bytes, created_at, because, given_up_at, given_up_by, destroyed_at)
	select ${id(30_262_976, "nth")}, $T, $L, 'gone-' || nth || $H, 4, now(), 'expired', now(), $H, now() from generate_series(1, 1000) nth`,
	`insert into audit_log (id, at, tenant_id, actor, address, action, target_kind, target_id, outcome, facts)
	select ${id(31_262_976, "nth")}, now(), $T, $H, $H, case when nth % 2 = 0 then 'lease.restart' else $H end, 'lease', $H, 'done', jsonb_build_object($H, repeat($H, 10)) from generate_series(1, 5000) nth`,
	`insert into webhook (id, tenant_id, url, description, types, created_by, last_error, tried_at, failing_since)
	select ${id(32_262_976, "nth")}, case when nth % 2 = 0 then $T end, 'https://example.org/' || nth || '?' || $H, $H, '{lease.ready}', $H, $H, now(), now() from generate_series(1, 40) nth`,
	`insert into webhook_delivery (id, webhook_id, type, at, tenant_id, lease_id, lease_seq, data, owed_since, abandoned_at, attempts, last_error)
	select ${id(33_262_976, "nth")}, ${id(32_262_976, "(nth % 2 + 1)")}, 'lease.ready', now(), $T, $L, nth, jsonb_build_object('name', repeat($H, 20)), now(), now(), 1, $H from generate_series(1, 2000) nth`,
	`insert into webhook_attempt (delivery_id, at, status, error, duration_ms, answer) select id, now(), 500, $H, 3, repeat($H, 20) from webhook_delivery`,
	`insert into "user" (id, name, email) select 'u' || nth, $H, 'u' || nth || $H from generate_series(1, 500) nth`,
	`insert into member (tenant_id, user_id, role) select $T, 'u' || nth, 'viewer' from generate_series(1, 500) nth`,
	`insert into invitation (id, tenant_id, email, role, token_hash, invited_by, expires_at)
	select ${id(34_262_976, "nth")}, $T, 'new-' || nth || $H, 'viewer', nth::text, 'u1', now() + interval '7 days' from generate_series(1, 500) nth`,
	`insert into api_key (id, tenant_id, user_id, name, scopes, secret_hash, days, expires_at, created_by, last_used_at, last_used_address)
	select ${id(35_262_976, "nth")}, $T, 'u1', 'key-' || nth || $H, '{read,deploy}', nth::text, 30, now() + interval '30 days', $H, now(), $H from generate_series(1, 500) nth`,
	`insert into tenant (id, name) select ${id(36_262_976, "nth")}, 'tenant-' || nth || $H from generate_series(1, 1000) nth`,
	`insert into sku (id, name, cpu_millis, memory_bytes, disk_bytes, pids_max, position, enabled, price_label)
	select ${id(37_262_976, "nth")}, 'size-' || nth || $H, 500, 1000000, 4, 64, 100 + nth, true, $H from generate_series(1, 40) nth`,
	`insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, memory_peak_bytes, disk_byte_seconds, rx_bytes, tx_bytes)
	select date_trunc('hour', now()) - hour * interval '1 hour', $T, crowd.id, 'app', 3600, 1000, 2000000, 3000, 4000000, 5, 6 from crowd, generate_series(1, 24 * 30, 12) hour where nth <= 1000`,
	`insert into diagnostic (id, lease_id, service, index, reason, oom_killed, log_tail, detail, health_output, at)
	select ${id(38_262_976, "nth")}, $L, 'web', 0, 'NotReady', false, jsonb_build_array($H, $H), $H, $H, now() from generate_series(1, 200) nth`,
	`insert into session (id, token, "userId", "expiresAt", "ipAddress", "userAgent")
	select 's' || nth, nth::text, "userId", now() + interval '1 day', $H, $H from generate_series(1, 200) nth, (select "userId" from session order by "createdAt" desc limit 1) who`,
	"analyze",
];

/** Fills an installation as years of use would: a tenant of ten thousand leases, long histories of all kinds, hostile text wherever text may stand. */
export async function fillInstallation({ databaseUrl, tenantId, leaseId }: FullInstallation): Promise<void> {
	await withClient(databaseUrl, async (client) => {
		await client.query("set session_replication_role = replica; set synchronous_commit = off");
		for (const text of rows)
			await client.query(
				text.replaceAll("$T", `'${tenantId}'::uuid`).replaceAll("$L", `'${leaseId}'::uuid`).replaceAll("$H", `'${HOSTILE}'::text`),
			);
	});
}
