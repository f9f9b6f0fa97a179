import { type CallbackId, type DiagnosticId, newId, type RetentionId } from "@berth/core";
import { openDatabase } from "@berth/db";
import { expect, test } from "vitest";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { anEvent, newOperation } from "./fixture.ts";
import { aVolume, createDiskScene, DISK, ITEM, manifest } from "./left-behind.ts";

/** Tables that grow with what is leased. Tenants, nodes and sizes are few; counts are added up. */
const growing = [
	"lease",
	"lease_item",
	"lease_event",
	"operation",
	"release",
	"instance",
	"diagnostic",
	"callback",
	"callback_attempt",
	"volume",
	"retention",
];

/** Thousands of leases and records beside those that the questions are about. */
const crowd = `
	insert into lease (id, tenant_id, node_id, name, state, state_since, version, generation, release_seq, active_release, event_seq,
		created_by, created_at, closed_at, expires_at, wake_at)
	select gen_random_uuid(), tenant_id, node_id, 'crowd-' || i, case when i % 2 = 0 then 'ready' else 'closed' end, now(), 1, 1, 1, 1, 1,
		'x', now(), case when i % 2 = 1 then now() end, now() + i * interval '1 h', now() + i * interval '1 h'
	from lease, generate_series(1, 6000) i where name = 'seed';
	insert into lease_item select id, 1, 'app', 'small', 1, 1, 1, 0, 1 from lease where created_by = 'x';
	insert into lease_event select id, 1, now(), null, 'x', '{}' from lease where created_by = 'x';
	insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
	select id, 1, '{}', '[]', 'active', 'provision', 'x', now() from lease where created_by = 'x';
	insert into operation (id, lease_id, tenant_id, kind, state, requested_by, steps, idempotency_key, request_hash, created_at, finished_at)
	select gen_random_uuid(), id, tenant_id, 'provision', 'succeeded', 'x', '[]', id::text, 'h', now(), now() from lease where created_by = 'x';
	insert into instance (lease_id, service, index, generation, image, state, health, oom_killed, endpoints)
	select id, 'app', 0, 1, 'i', 'running', 'none', false, '[]' from lease where created_by = 'x';
	insert into diagnostic (id, lease_id, service, index, reason, oom_killed, log_tail, at)
	select gen_random_uuid(), id, 'app', 0, 'NotReady', false, '[]', now() from lease where created_by = 'x';
	insert into callback (id, operation_id, lease_id, url, body) select gen_random_uuid(), id, lease_id, 'u', '{}' from operation where requested_by = 'x';
	insert into callback_attempt (callback_id, at, duration_ms) select id, now(), 1 from callback where url = 'u';
	insert into retention (id, tenant_id, node_id, lease_id, lease_name, state, manifest, items, disk_bytes, created_at, expires_at)
	select gen_random_uuid(), tenant_id, node_id, id, name, 'active', '{}', '[]', 0, now(), now() + interval '1 day' from lease
	where created_by = 'x' and state = 'closed';
	insert into volume (id, node_id, tenant_id, lease_id, service, index, quota_bytes, created_at)
	select gen_random_uuid(), node_id, tenant_id, id, 'app', 0, 1, now() from lease where created_by = 'x' and state = 'ready';
	insert into volume (id, node_id, tenant_id, retention_id, service, index, quota_bytes, created_at)
	select gen_random_uuid(), node_id, tenant_id, id, 'app', 0, 1, now() from retention where lease_name like 'crowd-%'`;

test("no question that the rules ask reads a table that grows from end to end", async () => {
	await using db = await createTestDatabase();
	const scene = await createDiskScene(db);
	const seed = await scene.withVolumes({ name: "seed" });
	// Connections tell what they read at the latest when they end: those that read the small tables must have.
	await db.database.close();
	await withClient(db.url, async (client) => {
		await client.query(crowd);
		await client.query("vacuum analyze");
		const alone = "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";
		await waitUntil(async () => (await client.query(alone)).rowCount === 1, { timeoutMs: 20_000, what: "the other connections to end" });
		await client.query("select pg_stat_force_next_flush()");
		await client.query("select pg_stat_reset()");
	});
	const database = await openDatabase({ url: db.url, poolMax: 2, statementTimeoutMs: 30_000 });
	const { leases, operations, reader, retentions, imports, volumes } = database.stores;
	const { id, tenantId, nodeId } = seed;
	const own = { tenantId };
	const held = { cpuMillis: 1_000, memoryBytes: 2 * ITEM.memoryBytes, diskBytes: 2 * DISK };
	const left = newId<RetentionId>();
	const change = (what: Parameters<typeof scene.change>[1]) =>
		leases.change(id, own, scene.fence, () => ({ result: null, change: { events: [anEvent()], ...what } }));
	try {
		await leases.find(id, own);
		for (const scope of [own, "all"] as const)
			for (const includeClosed of [true, false]) await leases.list(scope, { limit: 50, includeClosed, after: newId() });
		await leases.listOpenByNode(nodeId, { limit: 50 });
		await leases.listDueByNode(nodeId);
		await leases.listExpiring(nodeId, 1_000, 50);
		await leases.nextWakeInMs(nodeId);
		await operations.findByKey(tenantId, "key");
		await operations.list(id, 10);
		await reader.instances([id]);
		await reader.currentReleases([id]);
		await reader.releases(id, { limit: 10 });
		await reader.retentions([id]);
		await reader.diagnostics(id, 10);
		await reader.events(id, 0, 10);
		await reader.positions([id]);
		for (const scope of [own, "all"] as const) await retentions.list(scope, { limit: 50 });
		await retentions.list(own, { limit: 50, partition: "one" });
		await database.callbacks.list(id, 10);
		await database.callbacks.attempts(newId<CallbackId>(), 10);
		const asked = newOperation("update", "a-key");
		await change({
			set: { operationId: asked.id },
			newOperation: asked,
			newRelease: { number: 2, manifest, items: [ITEM], cause: "scale", rollbackOf: null, note: null, createdBy: "x" },
			holds: { ...held, diskBytes: 3 * DISK },
			newVolumes: [aVolume(2)],
		});
		await change({
			operations: [{ id: asked.id, state: "succeeded" }],
			releases: [{ number: 2, status: "active" }],
			items: [ITEM],
			instances: { clear: true },
			diagnostics: [
				{
					id: newId<DiagnosticId>(),
					operationId: null,
					service: "app",
					index: 0,
					reason: "NotReady",
					exitCode: null,
					oomKilled: false,
					healthOutput: null,
					logTail: [],
					detail: null,
				},
			],
			callback: { operationId: asked.id, url: "http://127.0.0.1/", body: {} },
		});
		const taken = await database.callbacks.takeNext(id);
		if (taken === null || taken === "busy") throw new Error("a callback is owed");
		await database.callbacks.note(taken.callback.id, { status: 200, error: null, durationMs: 1 }, "delivered");
		const retain = { id: left, state: "active", by: "node:test", expiresInMs: 60_000, manifest, items: [ITEM] } as const;
		await change({ set: { state: "closed" }, retain, releaseCapacity: true });
		await change({ set: { state: "restoring" }, reopen: left, holds: held });
		await retentions.findRestoring(id);
		await change({ set: { state: "failed" }, endRestore: "failed", releaseCapacity: true });
		await retentions.extend(left, own, "user:ada", new Date());
		const [due] = await retentions.takeDue(scene.fence, 10, "node:test");
		expect(due?.id).toBe(left);
		for (const volume of await retentions.volumes(left)) {
			await volumes.find(volume.id);
			await retentions.forgetVolume(scene.fence, volume.id);
		}
		await retentions.finish(scene.fence, left, "node:test");
		const coming = newId<RetentionId>();
		const volumesComing = [aVolume(0)];
		await imports.begin({
			id: coming,
			tenantId,
			leaseName: "x",
			manifest,
			items: [ITEM],
			volumes: volumesComing,
			nodeName: null,
			holdMs: 1_000,
		});
		await imports.keep(coming, 1_000);
		await imports.complete(coming, 1_000);
		await imports.revision(coming);
		await imports.abandon(coming, "user:ada");
	} finally {
		await database.close();
	}
	const read = await withClient(db.url, (client) =>
		waitUntil(
			async () => {
				const { rows } = await client.query<{ name: string; seq: number; idx: number }>(
					"select relname as name, seq_scan::int as seq, idx_scan::int as idx from pg_stat_user_tables where relname = any($1)",
					[growing],
				);
				return rows.every(({ idx }) => idx > 0) ? rows : null;
			},
			{ timeoutMs: 20_000, what: "the connections to say what they read" },
		),
	);
	expect(read.filter(({ seq }) => seq > 0)).toEqual([]);
	expect(read).toHaveLength(growing.length);
});
