import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
	ApiKeyId,
	CallbackId,
	DeliveryId,
	DiagnosticId,
	LeaseId,
	NodeId,
	OperationId,
	RetentionId,
	TenantId,
	UserId,
	VolumeId,
	WebhookId,
} from "@berth/core";
import { migrateDatabase, openDatabase } from "@berth/db";
import type pg from "pg";
import { expect, test } from "vitest";
import { createEmptyDatabase, migrationsDir, withClient } from "../support/postgres.ts";
import { anEvent } from "./fixture.ts";
import { former, rowsOfVersion } from "./former-rows.ts";
import { type Asked, casesOf, type Sample, written } from "./query-cases.ts";

const journal: { readonly entries: readonly { readonly tag: string }[] } = JSON.parse(
	readFileSync(join(migrationsDir, "meta/_journal.json"), "utf8"),
);
const tags = journal.entries.map(({ tag }) => tag);
const versionOf = (tag: string) => tag.slice(0, 4);

/** The migrations as they were when one was the newest. */
async function migrationsUpTo(tag: string): Promise<AsyncDisposable & { readonly dir: string }> {
	const dir = await mkdtemp(join(tmpdir(), "berth-former-"));
	const entries = journal.entries.filter((entry) => entry.tag <= tag);
	await mkdir(join(dir, "meta"));
	await writeFile(join(dir, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
	for (const entry of entries) await cp(join(migrationsDir, `${entry.tag}.sql`), join(dir, `${entry.tag}.sql`));
	return { dir: `${dir}/`, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}

const sample: Sample = {
	tenantId: former.tenant as TenantId,
	nodeId: former.node as NodeId,
	fence: { nodeId: former.node as NodeId, epoch: 0 },
	leaseId: former.ready as LeaseId,
	leaseIds: [former.ready, former.coming, former.failed, former.closed] as LeaseId[],
	operationId: former.provision as OperationId,
	callbackId: former.callback as CallbackId,
	diagnosticId: former.diagnostic as DiagnosticId,
	retentionId: former.retention as RetentionId,
	volumeId: former.volume as VolumeId,
	userId: "u1" as UserId,
	keyId: former.key as ApiKeyId,
	webhookId: former.webhook as WebhookId,
	deliveryId: former.delivery as DeliveryId,
	backendUuid: "nobody",
	now: new Date(),
};

/** Tables without a row, but for what the programs fill in themselves. */
async function emptyTables(client: pg.Client): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		"select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
	);
	const empty: string[] = [];
	for (const { name } of rows) {
		const found = await client.query(`select from "${name}" limit 1`);
		if (found.rowCount === 0) empty.push(name);
	}
	return empty;
}

test.for(tags)(
	"a populated database of version %s is read whole by this program once it is migrated, by two processes at once",
	async (tag) => {
		const version = versionOf(tag);
		await using empty = await createEmptyDatabase();
		await using then = await migrationsUpTo(tag);
		await migrateDatabase(empty.url, { migrationsDir: then.dir });
		await withClient(empty.url, async (client) => {
			for (const sql of rowsOfVersion(version)) await client.query(sql);
			// A table that a migration brought is written here by hand, once: then it is tried from every version that has it.
			expect(await emptyTables(client)).toEqual([]);
		});

		const applied = (await Promise.all([migrateDatabase(empty.url), migrateDatabase(empty.url)])).map((one) => one.applied);
		expect(applied.sort((a, b) => b - a)).toEqual([tags.length - tags.indexOf(tag) - 1, 0]);
		await using database = await openDatabase({ url: empty.url, poolMax: 4, statementTimeoutMs: 30_000 });
		const { stores, callbacks } = database;
		const { leases, reader, operations, history, retentions, volumes, catalog } = stores;
		const fence = await stores.nodes.claim(sample.nodeId, "test", 60_000);
		if (fence === null) throw new Error("nobody holds the node");
		await readAll({ ...stores, callbacks }, { ...sample, fence });

		const found = await leases.list("all", { limit: 9, includeClosed: true });
		expect(found.map(({ name }) => name)).toEqual(["closed", "failed", "coming", "ready"]);
		expect(found.map(({ activeRelease, releaseSeq }) => [activeRelease, releaseSeq])).toEqual([
			[1, 1],
			[1, 1],
			[null, 1],
			[1, 1],
		]);
		expect(found.every(({ items }) => items.length === 2)).toBe(true);
		expect(found.at(-1)?.serving).toMatchObject({ "web-0": 3, "web-1": 3 });
		expect((await leases.list({ tenantId: sample.tenantId }, { limit: 9, search: "library/nginx" })).map(({ name }) => name)).toEqual([
			"failed",
			"coming",
			"ready",
		]);
		const current = await reader.currentReleases(sample.leaseIds);
		expect([...current.values()].map((one) => Object.keys(one.manifest.services))).toEqual(sample.leaseIds.map(() => ["web", "db"]));
		expect(await operations.findByKey(sample.tenantId, "a-former-key")).toMatchObject({ requestHash: "h1" });
		expect((await reader.events(sample.leaseId, 0, 9)).events).toHaveLength(2);
		expect(await reader.diagnostics(former.failed as LeaseId, 9)).toMatchObject([{ logTail: ["a"] }]);
		expect((await reader.instances([sample.leaseId])).get(sample.leaseId)).toHaveLength(1);
		expect(await callbacks.list(sample.leaseId, 9)).toMatchObject([{ id: sample.callbackId }]);
		expect(await catalog.memberships("u1")).toMatchObject([{ role: "owner", tenant: { name: "acme", leasesMax: 9 } }]);
		if (version >= "0002") {
			expect(await retentions.list("all", { limit: 9 })).toMatchObject([{ id: sample.retentionId, state: "active" }]);
			expect((await volumes.listByNode(sample.nodeId)).map(({ id }) => id)).toEqual([former.volume, former.retained]);
		}
		// What happened before the migration comes into the list of its tenant as soon as a sweep has looked.
		await history.prune("events", { keptMs: 86_400_000, limit: 100, position: null, keepLast: 10 });
		expect(await history.events({ tenantId: sample.tenantId }, { limit: 99 })).toHaveLength(8);
		await leases.change(sample.leaseId, "all", null, ({ releaseSeq }) => ({
			result: null,
			change: {
				newRelease: {
					number: releaseSeq + 1,
					manifest: { services: {} },
					items: [],
					cause: "scale",
					rollbackOf: 1,
					note: null,
					createdBy: "x",
				},
				events: [anEvent()],
			},
		}));
		expect((await reader.releases(sample.leaseId, { limit: 9 })).map(({ number }) => number)).toEqual([2, 1]);
	},
);

/** Every question there is; what matters is that each is answered. */
async function readAll(groups: Asked, at: Sample): Promise<void> {
	for (const [group, methods] of Object.entries(casesOf(at)))
		for (const [method, cases] of Object.entries(methods)) {
			// Forgetting is tried by itself, and a callback is taken by who delivers it.
			if (cases === written || method === "prune" || method === "pruneTombstones" || method === "takeNext") continue;
			// Each case was held to its method's parameters where it is written.
			const ask = (groups as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>)[group]?.[method];
			for (const { ask: args } of cases as readonly { readonly ask: readonly unknown[] }[]) await ask?.(...args);
		}
}
