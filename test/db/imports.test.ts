import { newId, type RetentionId } from "@berth/core";
import type { NewImport } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { claimedNode, createScene } from "./fixture.ts";
import { aVolume, createDiskScene, DISK, ITEM, manifest, ROOMY } from "./left-behind.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

type Scene = Awaited<ReturnType<typeof createDiskScene>>;
const HOUR = 3_600_000;
const anImport = (scene: Pick<Scene, "tenant">, given: Partial<NewImport> = {}): NewImport => ({
	id: newId<RetentionId>(),
	tenantId: scene.tenant.id,
	leaseName: "shop",
	manifest,
	items: [ITEM],
	volumes: [aVolume(0), aVolume(1)],
	nodeName: null,
	holdMs: 60_000,
	...given,
});
const lapse = (id: RetentionId) =>
	withClient(db.url, (client) => client.query("update retention set expires_at = now() - interval '1 s' where id = $1", [id]));

test("data that comes holds its room from the first moment, is nobody's to restore, and is retained data once it is whole", async () => {
	const scene = await createDiskScene(db);
	const { imports, retentions, catalog } = db.database.stores;
	const wanted = anImport(scene, { nodeName: scene.node.name });
	const record = await imports.begin(wanted);
	expect(record).toMatchObject({
		state: "importing",
		leaseId: null,
		leaseName: "shop",
		nodeId: scene.node.id,
		diskBytes: 2 * DISK,
		manifest,
	});
	expect(await scene.reservedDisk()).toBe(2 * DISK);
	expect(await scene.owners(wanted.volumes)).toEqual([record.id, record.id]);
	await expect(scene.restore(record.id)).rejects.toMatchObject({ code: "INVALID_STATE", data: { state: "importing" } });
	await expect(retentions.relinquish(record.id, "all", "user:ada")).rejects.toMatchObject({ code: "INVALID_STATE" });
	expect(await imports.revision(record.id)).toBeNull();
	expect(await imports.underWay(scene.node.id)).toEqual([record.id]);

	await imports.keep(record.id, HOUR);
	expect((await retentions.find(record.id, "all"))?.expiresAt.getTime()).toBeGreaterThan(Date.now() + HOUR / 2);
	expect(await retentions.takeDue(scene.fence, 9, "node:test")).toEqual([]);
	const active = await imports.complete(record.id, HOUR);
	expect(active).toMatchObject({ id: record.id, state: "active" });
	expect(await imports.underWay(scene.node.id)).toEqual([]);
	// Whoever did not hear of it asks again.
	expect(await imports.complete(record.id, 1)).toEqual(active);
	await imports.abandon(record.id, "user:ada");
	await expect(imports.keep(record.id, HOUR)).rejects.toMatchObject({ code: "CONFLICT", data: { why: "given-up" } });

	const before = await imports.revision(record.id);
	expect(before).not.toBeNull();
	const lease = await scene.restore(record.id);
	expect(lease.volumes.map(({ id }) => id).sort()).toEqual(wanted.volumes.map(({ id }) => id).sort());
	await scene.change(lease.id, { set: { state: "failed" }, endRestore: "failed" });
	// It looks as it did, and was in use meanwhile.
	expect(await imports.revision(record.id)).not.toBe(before);
	expect((await catalog.tenantUse(scene.tenant.id)).retained).toEqual({ records: 1, bytes: 2 * DISK });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("an import that is given up, by its process or for its silence, is destroyed like any data, and never comes back", async () => {
	const scene = await createDiskScene(db);
	const { imports, retentions } = db.database.stores;
	const [asked, silent, other] = [
		await imports.begin(anImport(scene)),
		await imports.begin(anImport(scene)),
		await imports.begin(anImport(scene)),
	];
	await imports.abandon(asked.id, "user:ada");
	await lapse(silent.id);
	const due = await retentions.takeDue(scene.fence, 9, "node:test");
	expect(new Map(due.map(({ id, givenUp }) => [id, `${givenUp?.because} ${givenUp?.by}`]))).toEqual(
		new Map([
			[asked.id, "incomplete user:ada"],
			[silent.id, "incomplete node:test"],
		]),
	);
	for (const { id } of [asked, silent]) {
		await expect(imports.complete(id, HOUR)).rejects.toMatchObject({ code: "CONFLICT" });
		await expect(imports.keep(id, HOUR)).rejects.toMatchObject({ code: "CONFLICT" });
		for (const volume of await retentions.volumes(id)) await retentions.forgetVolume(scene.fence, volume.id);
		await retentions.finish(scene.fence, id, "node:test");
		expect(await retentions.findTombstone(id, "all")).toMatchObject({ because: "incomplete", leaseId: null, leaseName: "shop" });
	}
	expect(await scene.reservedDisk()).toBe(other.diskBytes);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("an import is refused for what its tenant or its node may not keep, evicts nothing, and leaves nothing behind", async () => {
	const scene = await createDiskScene(db);
	const { imports, catalog } = db.database.stores;
	await scene.left();
	const before = await scene.reservedDisk();
	const refusals: readonly (readonly [Parameters<typeof catalog.changeTenant>[1], object])[] = [
		[{ retainedMax: 1 }, { code: "QUOTA_EXCEEDED", data: { which: "tenant-count" } }],
		[
			{ retainedMax: null, retainedBytesMax: 3 * DISK },
			{ code: "QUOTA_EXCEEDED", data: { which: "tenant-bytes" } },
		],
		[{ retainedBytesMax: DISK }, { code: "QUOTA_EXCEEDED", data: { which: "tenant-bytes" } }],
	];
	for (const [change, refusal] of refusals) {
		await catalog.changeTenant(scene.tenant.id, change);
		await expect(imports.begin(anImport(scene))).rejects.toMatchObject(refusal);
	}
	await catalog.changeTenant(scene.tenant.id, { retainedMax: null, retainedBytesMax: null });
	await withClient(db.url, (client) => client.query("update node set retained_bytes_max = $2 where id = $1", [scene.node.id, 3 * DISK]));
	await expect(imports.begin(anImport(scene))).rejects.toMatchObject({ code: "CAPACITY_EXHAUSTED" });
	await withClient(db.url, (client) => client.query("update node set retained_bytes_max = null where id = $1", [scene.node.id]));
	await expect(imports.begin(anImport(scene, { volumes: [aVolume(0, { quotaBytes: ROOMY.diskBytes })] }))).rejects.toMatchObject({
		code: "CAPACITY_EXHAUSTED",
	});
	await expect(imports.begin(anImport(scene, { nodeName: "nowhere" }))).rejects.toMatchObject({ code: "CAPACITY_EXHAUSTED" });
	await expect(imports.begin(anImport(scene, { tenantId: newId() }))).rejects.toMatchObject({ code: "NOT_FOUND" });
	await withClient(db.url, (client) => client.query("update tenant set suspended_at = now() where id = $1", [scene.tenant.id]));
	await expect(imports.begin(anImport(scene))).rejects.toMatchObject({ code: "FORBIDDEN" });
	expect(await scene.reservedDisk()).toBe(before);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("many imports at once take exactly the room there is, on the nodes that have most of it", async () => {
	const capacity = { ...ROOMY, diskBytes: 6 * DISK };
	const scene = await createScene(db, capacity);
	const second = await claimedNode(db.database, capacity);
	const { imports, nodes } = db.database.stores;
	const tried = await Promise.allSettled(Array.from({ length: 12 }, () => imports.begin(anImport(scene))));
	const made = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value.nodeId] : []));
	expect(made.filter((id) => id === scene.node.id)).toHaveLength(3);
	expect(made.filter((id) => id === second.node.id)).toHaveLength(3);
	for (const one of tried) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "CAPACITY_EXHAUSTED" });
	for (const id of [scene.node.id, second.node.id]) expect((await nodes.find(id))?.reserved.diskBytes).toBe(6 * DISK);
	expect(await brokenAccounts(db.url)).toEqual([]);
});
