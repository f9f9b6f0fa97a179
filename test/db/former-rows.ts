/** What a former program would have written, from the version that has the table until the one that changed its shape. */
interface FormerRows {
	readonly since: string;
	readonly before?: string;
	readonly sql: string;
}

/** Ids of what is found again after the migration. */
export const former = {
	tenant: "00000000-0000-7000-8000-000000000001",
	node: "00000000-0000-7000-8000-000000000002",
	ready: "00000000-0000-7000-8000-000000000011",
	coming: "00000000-0000-7000-8000-000000000012",
	failed: "00000000-0000-7000-8000-000000000013",
	closed: "00000000-0000-7000-8000-000000000014",
	provision: "00000000-0000-7000-8000-000000000021",
	restart: "00000000-0000-7000-8000-000000000022",
	retention: "00000000-0000-7000-8000-000000000031",
	callback: "00000000-0000-7000-8000-000000000041",
	diagnostic: "00000000-0000-7000-8000-000000000051",
	volume: "00000000-0000-7000-8000-000000000061",
	retained: "00000000-0000-7000-8000-000000000062",
	webhook: "00000000-0000-7000-8000-000000000092",
	delivery: "00000000-0000-7000-8000-000000000093",
	buried: "00000000-0000-7000-8000-000000000071",
	key: "00000000-0000-7000-8000-000000000081",
} as const;

const { tenant, node, ready, coming, failed, closed, provision, restart, retention, callback, diagnostic, volume, retained, buried, key } =
	former;

const leases = `(values
	('${ready}'::uuid, 'ready', 'ready', null::timestamptz), ('${coming}', 'coming', 'provisioning', null),
	('${failed}', 'failed', 'failed', null), ('${closed}', 'closed', 'closed', now())
) made (id, name, state, closed_at)`;
const manifest = `'{"services":{"web":{"image":"docker.io/library/nginx:1"},"db":{"image":"postgres:15"}}}'`;
const releaseItems = `'[{"service":"web","sku":"small","quantity":2,"cpuMillis":500,"memoryBytes":1,"diskBytes":4,"pidsMax":64,"domain":null}]'`;

const rows: readonly FormerRows[] = [
	{
		since: "0000",
		sql: `
			insert into "user" (id, name, email) values ('u1', 'Ada', 'ada@example.org');
			insert into account (id, "accountId", "providerId", "userId") values ('a1', 'u1', 'credential', 'u1');
			insert into session (id, token, "userId", "expiresAt") values ('s1', 'token', 'u1', now() + interval '1 day');
			insert into verification (id, identifier, value, "expiresAt") values ('v1', 'link', 'x', now() + interval '1 day');
			insert into tenant (id, name, leases_max, leases_used, cpu_millis_used, memory_bytes_used) values ('${tenant}', 'acme', 9, 3, 6, 9);
			insert into member (tenant_id, user_id, role) values ('${tenant}', 'u1', 'owner');
			insert into node (id, name, cpu_millis_capacity, memory_bytes_capacity, disk_bytes_capacity, cpu_millis_reserved, memory_bytes_reserved)
			values ('${node}', 'one', 100, 100, 100, 6, 9);
			insert into sku (id, name, cpu_millis, memory_bytes, disk_bytes, pids_max, position, enabled) values ('${former.restart}', 'small', 500, 1, 4, 64, 1, true)`,
	},
	{
		since: "0000",
		before: "0002",
		sql: `
			insert into lease (id, tenant_id, node_id, name, state, observed_generation, closed_at, state_since, version, generation, event_seq, operation_id, created_by,
				created_at, held_cpu_millis, held_memory_bytes, held_disk_bytes)
			select id, '${tenant}', '${node}', name, state, case when state <> 'provisioning' then 3 end, closed_at, now(), 5, 3, 2, '${restart}', 'user:ada', now(),
				case when closed_at is null then 2 end, case when closed_at is null then 3 end, case when closed_at is null then 0 end
			from ${leases};
			insert into release (lease_id, number, manifest, status, created_by, created_at)
			select id, 1, ${manifest}, case state when 'provisioning' then 'deploying' else 'active' end, 'user:ada', now() from ${leases}`,
	},
	{
		since: "0002",
		sql: `
			insert into lease (id, tenant_id, node_id, name, state, serving, active_release, release_seq, closed_at, state_since, version, generation, event_seq, operation_id,
				created_by, created_at, expires_at, held_cpu_millis, held_memory_bytes, held_disk_bytes)
			select id, '${tenant}', '${node}', name, state, case when closed_at is null and state <> 'provisioning' then '{"web-0": 3, "web-1": 3}'::jsonb end,
				case when state <> 'provisioning' then 1 end, 1, closed_at, now(), 5, 3, 2, '${restart}', 'user:ada', now(), now() + interval '9 days',
				case when closed_at is null then 2 end, case when closed_at is null then 3 end, case when closed_at is null then 0 end
			from ${leases};
			insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
			select id, 1, ${manifest}, ${releaseItems}, case state when 'provisioning' then 'deploying' else 'active' end, 'provision', 'user:ada', now() from ${leases};
			insert into retention (id, tenant_id, node_id, lease_id, lease_name, state, manifest, items, disk_bytes, created_at, expires_at)
			values ('${retention}', '${tenant}', '${node}', '${closed}', 'closed', 'active', ${manifest}, ${releaseItems}, 4, now(), now() + interval '7 days');
			insert into volume (id, node_id, tenant_id, lease_id, service, index, quota_bytes, created_at) values ('${volume}', '${node}', '${tenant}', '${ready}', 'web', 0, 4, now());
			insert into volume (id, node_id, tenant_id, retention_id, service, index, quota_bytes, created_at)
			values ('${retained}', '${node}', '${tenant}', '${retention}', 'web', 0, 4, now())`,
	},
	{
		since: "0000",
		sql: `
			insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max)
			select id, 1, 'web', 'small', 2, 500, 1, 0, 64 from ${leases} union all select id, 2, 'db', 'large', 1, 1000, 5000000000, 0, 128 from ${leases};
			insert into operation (id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, callback_url, idempotency_key, request_hash, created_at, finished_at)
			values ('${provision}', '${ready}', '${tenant}', 'provision', 'succeeded', 'user:ada', 1, '[]', 'http://127.0.0.1/', 'a-former-key', 'h1', now(), now()),
				('${restart}', '${ready}', '${tenant}', 'restart', 'succeeded', 'user:ada', null, '[]', null, null, 'h2', now(), now());
			insert into lease_event (lease_id, seq, at, operation_id, actor, body)
			select id, n, now(), '${provision}', 'user:ada', '{"type":"operation","kind":"provision","state":"queued","reason":null}'::jsonb from ${leases}, generate_series(1, 2) n;
			insert into instance (lease_id, service, index, generation, image, state, health, oom_killed, endpoints)
			values ('${ready}', 'web', 0, 3, 'nginx', 'running', 'none', false, '[]');
			insert into diagnostic (id, lease_id, service, index, reason, oom_killed, log_tail, at) values ('${diagnostic}', '${failed}', 'web', 0, 'NotReady', false, '["a"]', now());
			insert into callback (id, operation_id, lease_id, url, body) values ('${callback}', '${provision}', '${ready}', 'http://127.0.0.1/', '{"n":1}')`,
	},
	{
		since: "0001",
		sql: `
			insert into lease_count values ('${tenant}', 'ready', 1), ('${tenant}', 'failed', 1);
			insert into lease_count_change (tenant_id, state, change) values ('${tenant}', 'provisioning', 1)`,
	},
	{ since: "0002", sql: `insert into callback_attempt (callback_id, at, status, duration_ms) values ('${callback}', now(), 500, 3)` },
	{ since: "0003", sql: `insert into lease_domain values ('shop.example.org', '${ready}')` },
	{ since: "0004", sql: `insert into joined_request values ('${tenant}', 'a-joined-key', '${provision}', 'h1')` },
	{
		since: "0005",
		sql: `
			insert into host_port values ('${node}', 20000, 'tcp', '${ready}', 'web', 0, 80);
			create table usage_minute_former partition of usage_minute for values from ('2026-01-01') to ('2026-01-02');
			insert into usage_minute (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, memory_peak_bytes, disk_byte_seconds, rx_bytes, tx_bytes)
			values ('2026-01-01T10:00:00Z', '${tenant}', '${ready}', 'web', 60, 1, 2, 3, 4, 5, 6);
			insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, memory_peak_bytes, disk_byte_seconds, rx_bytes, tx_bytes)
			values ('2026-01-01T10:00:00Z', '${tenant}', '${ready}', 'web', 60, 1, 2, 3, 4, 5, 6)`,
	},
	{
		since: "0006",
		sql: `insert into retention_tombstone (id, tenant_id, lease_id, lease_name, disk_bytes, created_at, because, given_up_at, destroyed_at)
			values ('${buried}', '${tenant}', '${closed}', 'closed', 4, now(), 'expired', now(), now())`,
	},
	{
		since: "0007",
		sql: `
			insert into usage_upkeep (id, due_at, roll_from_at) values (1, now(), now());
			insert into node_watch (node_id, at, figures) values ('${node}', now(), '{}')`,
	},
	{
		since: "0025",
		sql: `insert into node_hour values ('${node}', '2026-01-01T10:00:00Z', 6, 9, 0, 100, 100, 100, '{"small":2}')`,
	},
	{ since: "0008", sql: "insert into tick (name, begun_at) values ('prune events', now())" },
	{ since: "0011", sql: "insert into backend_signature values ('00', now())" },
	{
		since: "0013",
		sql: `insert into api_key (id, tenant_id, user_id, name, scopes, secret_hash, days, expires_at, created_by)
			values ('${key}', '${tenant}', 'u1', 'ci', '{read,deploy}', 'x', 30, now() + interval '30 days', 'user:ada')`,
	},
	{ since: "0014", sql: `insert into exec_ticket values ('00', 'user:a', null, '${ready}', 'web', 0, '["sh"]', null, now())` },
	{
		since: "0015",
		sql: `
			insert into "twoFactor" (id, secret, "backupCodes", "userId") values ('f1', 'x', 'y', 'u1');
			insert into invitation (id, tenant_id, email, role, token_hash, invited_by, expires_at)
			values ('${former.buried}', '${tenant}', 'new@example.org', 'viewer', '00', 'u1', now() + interval '7 days')`,
	},
	{
		since: "0016",
		sql: `
			insert into audit_log (id, at, tenant_id, actor, action, target_kind, target_id, outcome)
			values ('00000000-0000-7000-8000-000000000091', now(), '${tenant}', 'user:ada', 'lease.restart', 'lease', '${ready}', 'done');
			insert into webhook (id, tenant_id, url, types, created_by)
			values ('${former.webhook}', '${tenant}', 'https://example.org/', '{lease.ready}', 'user:ada');
			insert into webhook_delivery (id, webhook_id, type, at, tenant_id, lease_id, lease_seq, data, owed_since)
			values ('${former.delivery}', '${former.webhook}', 'lease.ready', now(), '${tenant}', '${ready}', 1, '{}', now());
			insert into webhook_attempt (delivery_id, at, status, duration_ms) values ('${former.delivery}', now(), 500, 3)`,
	},
	{
		since: "0019",
		sql: `insert into keyed_request (holder, key, action, hash, claim, begun_at, claimed_until, expires_at)
			values ('user:u1', 'a-former-key', 'key.create', '00', '${key}', now(), now(), now())`,
	},
	{
		since: "0022",
		sql: `insert into device_login (key_id, device_hash, code_hash, secret_hash, program, host, address, scopes, expires_at)
			values ('${former.buried}', '00', '01', '02', 'berth 0.1.0', 'laptop', '192.0.2.1', '{read}', now())`,
	},
	{
		since: "0023",
		sql: `insert into built_image (id, tenant_id, node_id, name, tag, state, image_id, size_bytes, built_by, begun_at, built_at)
			values ('${former.buried}', '${tenant}', '${node}', 'app', '1', 'kept', 'sha256:00', 4, 'user:ada', now(), now())`,
	},
	{ since: "0024", sql: "insert into kept_limit (key, points, expire) values ('passwords:00', 3, 1)" },
];

/** The statements that fill a database of one version, in their order. */
export const rowsOfVersion = (version: string): readonly string[] =>
	rows.filter(({ since, before }) => since <= version && (before === undefined || version < before)).map(({ sql }) => sql);
