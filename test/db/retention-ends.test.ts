import { newId, type RetentionId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { createScene } from "./fixture.ts";
import { createDiskScene, DISK, ITEM, manifest } from "./left-behind.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const bodies = async (id: Parameters<typeof db.database.stores.reader.events>[0]) =>
	(await db.database.stores.reader.events(id, 0, 100)).events
		.map(({ actor, body }) => ({ actor, ...body }))
		.filter(({ type }) => type !== "quarantined" && type !== "moved");

test("the log of a closed lease tells of its data to the end, and the tombstone says who, when and why until it is old", async () => {
	const scene = await createDiskScene(db);
	const { retentions, fence } = scene;
	const { lease, id } = await scene.left();
	const own = { tenantId: scene.tenant.id };
	const later = new Date(Date.now() + 3_600_000);
	await retentions.extend(id, own, "user:root", later);
	await retentions.relinquish(id, own, "user:ada");
	await retentions.relinquish(id, own, "user:bob");
	for (const volume of await retentions.volumes(id)) await retentions.forgetVolume(fence, volume.id);
	expect(await retentions.findTombstone(id, own)).toBeNull();
	await Promise.all([1, 2, 3].map(() => retentions.finish(fence, id, "node:test")));
	expect(await bodies(lease.id)).toEqual([
		{ actor: "node:test", type: "retained", retentionId: id, until: expect.any(String), volumes: 2 },
		{ actor: "user:root", type: "extended", retentionId: id, until: later.toISOString() },
		{ actor: "user:ada", type: "relinquished", because: "asked", bytes: 2 * DISK, volumes: 2 },
		{ actor: "node:test", type: "destroyed", retentionId: id, because: "asked", bytes: 2 * DISK },
	]);
	const seqs = (await db.database.stores.reader.events(lease.id, 0, 100)).events.map(({ seq }) => seq);
	expect(seqs).toEqual(seqs.map((_, at) => at + 1));
	expect((await scene.leases.find(lease.id, "all"))?.eventSeq).toBe(seqs.length);
	const gone = { id, leaseId: lease.id, leaseName: lease.name, because: "asked", givenUpBy: "user:ada", diskBytes: 2 * DISK };
	expect(await retentions.findTombstone(id, own)).toMatchObject(gone);
	expect(await retentions.newestTombstone(lease.id)).toMatchObject(gone);
	expect(await retentions.listTombstones(own, { limit: 9 })).toMatchObject([gone]);
	const foreign = { tenantId: (await createScene(db)).tenant.id };
	expect([await retentions.findTombstone(id, foreign), await retentions.listTombstones(foreign, { limit: 9 })]).toEqual([null, []]);
	expect(await retentions.pruneTombstones(60_000, 10)).toBe(0);
	await withClient(db.url, (client) =>
		client.query("update retention_tombstone set destroyed_at = now() - interval '1 h' where id = $1", [id]),
	);
	expect(await retentions.pruneTombstones(60_000, 10)).toBe(1);
	expect(await retentions.findTombstone(id, own)).toBeNull();
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("data that is gone from the disk ends its record once, gives its room back, and only by the node's own agent", async () => {
	const scene = await createDiskScene(db);
	const { retentions, fence } = scene;
	const { lease, id } = await scene.left();
	const kept = await scene.left();
	const before = (await scene.reservedDisk()) ?? 0;
	const { fence: elsewhere } = await createScene(db);
	await expect(retentions.lose({ ...fence, epoch: fence.epoch - 1 }, id, "node:test")).rejects.toMatchObject({ code: "CLAIM_LOST" });
	expect(await retentions.lose(elsewhere, id, "node:other")).toBe(false);
	const made = await scene.restore(kept.id);
	expect(await retentions.lose(fence, kept.id, "node:test")).toBe(false);
	const results = await Promise.all([1, 2, 3].map(() => retentions.lose(fence, id, "node:test")));
	expect(results.filter(Boolean)).toEqual([true]);
	expect(await retentions.find(id, "all")).toBeNull();
	expect(await scene.owners(lease.volumes)).toEqual([null, null]);
	expect(await scene.owners(made.volumes)).toEqual([made.id, made.id]);
	expect(await scene.reservedDisk()).toBe(before - 2 * DISK);
	expect((await bodies(lease.id)).at(-1)).toEqual({
		actor: "node:test",
		type: "destroyed",
		retentionId: id,
		because: "lost",
		bytes: 2 * DISK,
	});
	expect(await retentions.findTombstone(id, "all")).toMatchObject({ because: "lost" });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("volumes that hold nothing are given up beside those that are kept, and the lease is brought back from the others", async () => {
	const scene = await createDiskScene(db);
	const lease = await scene.withVolumes({ partition: "one" });
	const [first, second] = lease.volumes;
	if (first === undefined || second === undefined) throw new Error("the lease has two volumes");
	const reclaim = { id: newId<RetentionId>(), volumeIds: [first.id] };
	const id = newId<RetentionId>(Date.now() + 1_000);
	await scene.close(lease.id, id, { reclaim });
	expect(await scene.owners([first, second])).toEqual([reclaim.id, id]);
	expect(await scene.retentions.find(reclaim.id, "all")).toMatchObject({
		state: "reaping",
		diskBytes: DISK,
		partition: "one",
		givenUp: { because: "regenerable" },
	});
	expect((await db.database.stores.reader.retentions([lease.id])).get(lease.id)).toMatchObject({ id, state: "active", diskBytes: DISK });
	expect(await bodies(lease.id)).toEqual([
		{ actor: "node:test", type: "relinquished", because: "regenerable", bytes: DISK, volumes: 1 },
		{ actor: "node:test", type: "retained", retentionId: id, until: expect.any(String), volumes: 1 },
	]);
	expect(await brokenAccounts(db.url)).toEqual([]);
	expect(await scene.restore(id)).toMatchObject({ partition: "one", volumes: [second] });
	const all = await scene.withVolumes();
	const { left } = await scene.close(all.id, newId(), { reclaim: { id: newId(), volumeIds: all.volumes.map((volume) => volume.id) } });
	expect(left).toEqual({ kept: false, because: "regenerable", cap: null, evicted: [] });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a larger restore counts its whole size from the request on, closed half-way too, and a failed one holds no disk", async () => {
	const scene = await createDiskScene(db);
	const larger = { ...ITEM, diskBytes: 3 * DISK };
	const restoring = async () => {
		const { lease, id } = await scene.left();
		const volumeQuotas = lease.volumes.map((volume) => ({ id: volume.id, quotaBytes: larger.diskBytes }));
		return { id, made: await scene.restore(id, { items: [larger], volumeQuotas }) };
	};
	const before = (await scene.reservedDisk()) ?? 0;
	const closed = await restoring();
	expect(closed.made.volumes.map(({ quotaBytes }) => quotaBytes)).toEqual([3 * DISK, 3 * DISK]);
	const kept = newId<RetentionId>();
	await scene.close(closed.made.id, kept, { items: [larger], manifest });
	expect(await scene.retentions.find(kept, "all")).toMatchObject({ state: "active", diskBytes: 6 * DISK });
	expect(await scene.reservedDisk()).toBe(before + 6 * DISK);
	const failed = await restoring();
	const { lease } = await scene.change(failed.made.id, { set: { state: "failed" }, endRestore: "failed" });
	expect(lease).toMatchObject({ volumes: [], holds: { diskBytes: 0 } });
	expect(await scene.retentions.find(failed.id, "all")).toMatchObject({ state: "active", diskBytes: 6 * DISK });
	expect(await scene.reservedDisk()).toBe(before + 12 * DISK);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a tenant that is suspended gets nothing new, keeps what it has, and may close it", async () => {
	const scene = await createDiskScene(db);
	const { catalog } = db.database.stores;
	const { id } = await scene.left();
	const lease = await scene.withVolumes();
	const suspended = await catalog.suspendTenant(scene.tenant.id, true);
	expect(await catalog.suspendTenant(scene.tenant.id, true)).toEqual(suspended);
	await expect(scene.withVolumes()).rejects.toMatchObject({ code: "FORBIDDEN" });
	await expect(scene.restore(id)).rejects.toMatchObject({ code: "FORBIDDEN" });
	await scene.close(lease.id, newId());
	expect(await catalog.suspendTenant(scene.tenant.id, false)).toMatchObject({ suspendedAt: null });
	await scene.restore(id);
	await expect(catalog.suspendTenant(newId(), true)).rejects.toMatchObject({ code: "NOT_FOUND" });
	await expect(catalog.changeTenant(newId(), { retainedMax: 1 })).rejects.toMatchObject({ code: "NOT_FOUND" });
	expect(await catalog.changeTenant(scene.tenant.id, {})).toMatchObject({ retainedMax: null });
	expect(await catalog.changeTenant(scene.tenant.id, { retainedMax: 1, closeData: "destroy" })).toMatchObject({
		retainedMax: 1,
		closeData: "destroy",
	});
	expect(await brokenAccounts(db.url)).toEqual([]);
});
