import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LeaseId, newId, type OperationId } from "@berth/core";
import { migrateDatabase, openDatabase } from "@berth/db";
import { expect, test } from "vitest";
import { createEmptyDatabase, migrationsDir, withClient } from "../support/postgres.ts";
import { anEvent } from "./fixture.ts";

/** The migrations up to the one before releases had items and leases volumes. */
async function formerMigrations(): Promise<AsyncDisposable & { readonly dir: string }> {
	const dir = await mkdtemp(join(tmpdir(), "berth-former-"));
	await mkdir(join(dir, "meta"));
	const journal: { entries: { tag: string }[] } = JSON.parse(await readFile(join(migrationsDir, "meta/_journal.json"), "utf8"));
	const entries = journal.entries.filter(({ tag }) => tag < "0002");
	await writeFile(join(dir, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
	for (const { tag } of entries) await cp(join(migrationsDir, `${tag}.sql`), join(dir, `${tag}.sql`));
	return { dir: `${dir}/`, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}

const lease = (id: LeaseId, name: string, state: string, observed: number | null, closed = false) =>
	[id, name, state, observed, closed ? new Date() : null] as const;

test("a database of the former schema is read through the stores after its migration, with what serves and what was released", async () => {
	await using empty = await createEmptyDatabase();
	await using former = await formerMigrations();
	const [tenantId, nodeId] = [newId(), newId()];
	const [ready, coming, failed, closed] = [1, 2, 3, 4].map((age) => newId<LeaseId>(age)) as [LeaseId, LeaseId, LeaseId, LeaseId];
	const [provision, restart] = [1, 2].map((age) => newId<OperationId>(age)) as [OperationId, OperationId];
	expect(await migrateDatabase(empty.url, { migrationsDir: former.dir })).toMatchObject({ applied: 2 });
	await withClient(empty.url, async (client) => {
		await client.query("insert into tenant (id, name, leases_used, disk_bytes_used) values ($1, 'acme', 3, 27)", [tenantId]);
		await client.query(
			`insert into node (id, name, cpu_millis_capacity, memory_bytes_capacity, disk_bytes_capacity, disk_bytes_reserved)
			values ($1, 'one', 1, 1, 90, 27)`,
			[nodeId],
		);
		for (const row of [
			lease(ready, "ready", "ready", 3),
			lease(coming, "coming", "provisioning", null),
			lease(failed, "failed", "failed", 2),
			lease(closed, "closed", "closed", 1, true),
		]) {
			await client.query(
				`insert into lease (id, tenant_id, node_id, name, state, observed_generation, closed_at, state_since, version, generation, event_seq, operation_id, created_by, created_at,
					held_cpu_millis, held_memory_bytes, held_disk_bytes)
				values ($1, $6, $7, $2, $3, $4, $5, now(), 5, 3, 9, $8, 'user:ada', now(),
					case when $5::timestamptz is null then 2 end, case when $5::timestamptz is null then 3 end,
					case when $5::timestamptz is null then 9 end)`,
				[...row, tenantId, nodeId, restart],
			);
			await client.query(
				`insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max)
				values ($1, 1, 'web', 'small', 2, 500, 1, 4, 64), ($1, 2, 'db', 'large', 1, 1000, 5000000000, 1, 128)`,
				[row[0]],
			);
			await client.query(
				`insert into release (lease_id, number, manifest, status, created_by, created_at) values ($1, 1, $2, $3, 'user:ada', now())`,
				[row[0], '{"services":{"web":{"image":"a"},"db":{"image":"b"}}}', row[0] === coming ? "deploying" : "active"],
			);
		}
		await client.query(
			`insert into operation (id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, callback_url, request_hash, created_at, finished_at)
			values ($1, $3, $4, 'provision', 'succeeded', 'user:ada', 1, '[]', 'http://127.0.0.1/first', 'h1', now(), now()),
				($2, $3, $4, 'restart', 'succeeded', 'user:ada', null, '[]', 'http://127.0.0.1/last', 'h2', now(), now())`,
			[provision, restart, ready, tenantId],
		);
		await client.query(
			`insert into callback (id, operation_id, lease_id, url, body, delivered_at)
			values ($1, $3, $5, 'u', '{"n":1}', now()), ($2, $4, $5, 'u', '{"n":2}', null)`,
			[newId(1), newId(2), provision, restart, ready],
		);
		await client.query(`select graphile_worker.add_job('deliver_callback', '{"id":"x"}', job_key := 'x')`);
	});

	expect((await migrateDatabase(empty.url)).applied).toBeGreaterThan(0);
	await using database = await openDatabase({ url: empty.url, poolMax: 2, statementTimeoutMs: 30_000 });
	const { leases, reader, operations, nodes } = database.stores;
	// None of them had a volume, so that none has a disk to keep.
	const items = [
		{ service: "web", sku: "small", quantity: 2, cpuMillis: 500, memoryBytes: 1, diskBytes: 0, pidsMax: 64, domain: null },
		{ service: "db", sku: "large", quantity: 1, cpuMillis: 1000, memoryBytes: 5_000_000_000, diskBytes: 0, pidsMax: 128, domain: null },
	];
	const found = Object.fromEntries((await leases.list("all", { limit: 9, includeClosed: true })).map((row) => [row.name, row]));
	expect(found.ready).toMatchObject({
		serving: { "web-0": 3, "web-1": 3, "db-0": 3 },
		activeRelease: 1,
		releaseSeq: 1,
		items,
		volumes: [],
		holds: { cpuMillis: 2, memoryBytes: 3, diskBytes: 0 },
		closeData: "retain",
		expiresAt: null,
		expiryAnnounced: false,
		cancelRequested: null,
		callbackUrl: "http://127.0.0.1/last",
	});
	expect(found.coming).toMatchObject({ serving: null, activeRelease: null, releaseSeq: 1, callbackUrl: null });
	expect(found.failed).toMatchObject({ serving: { "web-0": 2, "web-1": 2, "db-0": 2 } });
	expect(found.closed).toMatchObject({ serving: null, activeRelease: 1, holds: null });
	expect((await nodes.list()).map(({ reserved }) => reserved.diskBytes)).toEqual([0]);
	const { rows: tenants } = await withClient(empty.url, (client) => client.query("select disk_bytes_used::int as used from tenant"));
	expect(tenants).toEqual([{ used: 0 }]);
	const current = await reader.currentReleases([ready, coming]);
	expect(current.get(ready)).toMatchObject({ number: 1, status: "active", cause: "provision", rollbackOf: null, note: null, items });
	expect(current.get(coming)).toMatchObject({ number: 1, status: "deploying", items });
	expect(Object.keys(current.get(ready)?.manifest.services ?? {})).toEqual(["web", "db"]);
	expect(await operations.find(restart)).toMatchObject({ requestHash: "h2" });
	expect((await database.callbacks.list(ready, 5)).map(({ body, abandonedAt }) => [body.n, abandonedAt])).toEqual([
		[2, null],
		[1, null],
	]);
	const { rows: jobs } = await withClient(empty.url, (client) => client.query("select task_identifier, key from graphile_worker.jobs"));
	expect(jobs).toEqual([{ task_identifier: "deliver_callbacks", key: `callbacks:${ready}` }]);
	await leases.change(ready, "all", null, (before) => ({
		result: null,
		change: {
			newRelease: { number: 2, manifest: { services: {} }, items, cause: "scale", rollbackOf: null, note: null, createdBy: "user:ada" },
			holds: before.holds ?? { cpuMillis: 0, memoryBytes: 0, diskBytes: 0 },
			events: [anEvent()],
		},
	}));
	expect((await reader.releases(ready, { limit: 9 })).map(({ number }) => number)).toEqual([2, 1]);
});
