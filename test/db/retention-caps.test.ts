import { type LeaseId, newId, type RetentionId } from "@berth/core";
import type { LeaseRecord, TenantLimits } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { newOperation } from "./fixture.ts";
import { aVolume, createDiskScene, DISK, ITEM, ROOMY } from "./left-behind.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const BOTH = 2 * DISK;

/** A scene whose tenant and node have caps. */
async function cappedScene(limits: TenantLimits, nodeBytes: number | null = null) {
	const scene = await createDiskScene(db);
	await db.database.stores.catalog.changeTenant(scene.tenant.id, limits);
	await withClient(db.url, (client) => client.query("update node set retained_bytes_max = $2 where id = $1", [scene.node.id, nodeBytes]));
	const own = { tenantId: scene.tenant.id };
	return {
		...scene,
		own,
		/** Lease names of what can be restored, oldest first. */
		kept: async () =>
			(await scene.retentions.list(own, { limit: 100 }))
				.filter(({ state }) => state === "active")
				.map(({ leaseName }) => leaseName)
				.reverse(),
		/** Closes a new lease and says its name. */
		leave: async (partition: string | null = null, disks = 2) => {
			const lease = await scene.withVolumes({ partition, volumes: Array.from({ length: disks }, (_, index) => aVolume(index)) });
			await scene.close(lease.id, newId());
			return lease.name;
		},
		ends: async (id: LeaseId) =>
			(await db.database.stores.reader.events(id, 0, 100)).events.flatMap(({ body }) => (body.type === "relinquished" ? [body] : [])),
	};
}

const noDeadlock = async () => {
	const text = "select deadlocks::int from pg_stat_database where datname = current_database()";
	expect((await withClient(db.url, (client) => client.query(text))).rows).toEqual([{ deadlocks: 0 }]);
};

test("of a tenant with a cap the oldest goes for each that comes, exactly, whatever is closed at once, and nobody else's", async () => {
	const other = await cappedScene({ retainedMax: 1 });
	const bystander = await other.leave();
	const scene = await cappedScene({ retainedMax: 3 });
	const before: LeaseRecord[] = [];
	for (let i = 0; i < 3; i++) {
		const lease = await scene.withVolumes();
		await scene.close(lease.id, newId());
		before.push(lease);
	}
	expect(await scene.kept()).toEqual(before.map(({ name }) => name));
	const closing: LeaseRecord[] = [];
	for (let i = 0; i < 12; i++) closing.push(await scene.withVolumes());
	const left = (await Promise.all(closing.map(({ id }) => scene.close(id, newId())))).map((closed) => closed.left);
	expect(left.every((one) => one?.kept)).toBe(true);
	expect(left.flatMap((one) => one?.evicted ?? []).map(({ cap }) => cap)).toEqual(Array(12).fill("tenant-count"));
	const kept = await scene.kept();
	expect(kept).toHaveLength(3);
	expect(before.filter(({ name }) => kept.includes(name))).toEqual([]);
	for (const { id, name } of [...before, ...closing])
		expect(await scene.ends(id)).toEqual(
			kept.includes(name) ? [] : [{ type: "relinquished", because: "evicted", cap: "tenant-count", bytes: BOTH, volumes: 2 }],
		);
	expect(await other.kept()).toEqual([bystander]);
	expect(await brokenAccounts(db.url)).toEqual([]);
	await noDeadlock();
});

test("bytes and partitions bind as records do: a partition's own go first, and what cannot be made to fit is refused and costs nobody", async () => {
	const scene = await cappedScene({ retainedBytesMax: 4 * DISK, partitionRetainedMax: 1 });
	const plain = await scene.leave(null, 1);
	const first = await scene.leave("a", 1);
	const other = await scene.leave("b", 1);
	const second = await scene.leave("a", 1);
	expect(await scene.kept()).toEqual([plain, other, second]);
	expect((await scene.retentions.list(scene.own, { limit: 9, partition: "a" })).map(({ leaseName, state }) => [leaseName, state])).toEqual([
		[second, "active"],
		[first, "reaping"],
	]);
	const large = await scene.leave(null, 3);
	expect(await scene.kept()).toEqual([second, large]);
	const tooLarge = await scene.withVolumes({ volumes: [0, 1, 2, 3, 4].map((index) => aVolume(index)) });
	expect(await scene.retentions.foresee(tooLarge, 5 * DISK)).toEqual({ kind: "refused", cap: "tenant-bytes" });
	expect((await scene.close(tooLarge.id, newId())).left).toEqual({ kept: false, because: "refused", cap: "tenant-bytes", evicted: [] });
	expect(await scene.kept()).toEqual([second, large]);
	await db.database.stores.catalog.changeTenant(scene.tenant.id, { retainedMax: 0 });
	await scene.leave();
	expect(await scene.kept()).toEqual([second, large]);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a node keeps no more than it may: what comes is refused, exactly, its log and its callback say so, and nobody's goes for it", async () => {
	const scene = await cappedScene({}, 4 * BOTH);
	const closing: LeaseRecord[] = [];
	for (let i = 0; i < 10; i++) closing.push(await scene.withVolumes());
	const left = await Promise.all(closing.map(({ id }) => scene.close(id, newId())));
	expect(left.filter((one) => one.left?.kept)).toHaveLength(4);
	expect(await scene.kept()).toHaveLength(4);
	const [refused] = left.filter((one) => !one.left?.kept);
	if (refused === undefined) throw new Error("six are refused");
	expect(await scene.ends(refused.lease.id)).toEqual([
		{ type: "relinquished", because: "refused", cap: "node-bytes", bytes: BOTH, volumes: 2 },
	]);
	const lease = await scene.withVolumes();
	const operation = { ...newOperation("close"), callbackUrl: "http://127.0.0.1:9/" };
	await scene.change(lease.id, {
		newOperation: operation,
		callback: { operationId: operation.id, url: operation.callbackUrl, body: { kind: "close" } },
		set: { state: "closed" },
		retain: { id: newId<RetentionId>(), state: "active", by: "node:test", expiresInMs: 60_000, manifest: { services: {} }, items: [ITEM] },
		releaseCapacity: true,
	});
	const { rows } = await withClient(db.url, (client) => client.query("select body from callback where operation_id = $1", [operation.id]));
	expect(rows).toEqual([{ body: { kind: "close", data: { kept: false, because: "refused", cap: "node-bytes" } } }]);
	expect(await brokenAccounts(db.url)).toEqual([]);
	await noDeadlock();
});

test("closes that evict race restores, reopenings and owners who give up: each record ends one way, and every cap holds", async () => {
	const scene = await cappedScene({ retainedMax: 4 });
	for (let round = 0; round < 3; round++) {
		for (let i = 0; i < 4; i++) await scene.leave();
		const closing: LeaseRecord[] = [];
		for (let i = 0; i < 4; i++) closing.push(await scene.withVolumes());
		const records = (await scene.retentions.list(scene.own, { limit: 100 })).filter(({ state }) => state === "active");
		const [one, two, three, four] = records;
		const results = await Promise.allSettled([
			...closing.map(({ id }) => scene.close(id, newId())),
			scene.restore(one?.id ?? newId()),
			scene.restore(one?.id ?? newId()),
			scene.change(two?.leaseId ?? newId(), {
				set: { state: "restoring" },
				...(two && { reopen: two.id }),
				holds: { ...ITEM, diskBytes: BOTH },
			}),
			scene.retentions.relinquish(three?.id ?? newId(), "all", "user:ada"),
			scene.retentions.extend(four?.id ?? newId(), "all", "user:ada", new Date(Date.now() + 3_600_000)),
		]);
		for (const result of results)
			if (result.status === "rejected") expect(result.reason).toMatchObject({ code: expect.stringMatching(/^(INVALID_STATE|NOT_FOUND)$/) });
		expect(results.slice(4, 6).filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
		expect((await scene.kept()).length).toBeLessThanOrEqual(4);
		expect(await brokenAccounts(db.url)).toEqual([]);
	}
	await noDeadlock();
});

test("what a lease left before goes for what it leaves now, and its log says both", async () => {
	const scene = await cappedScene({ retainedMax: 1 });
	const { id } = await scene.withVolumes();
	const first = newId<RetentionId>();
	await scene.close(id, first);
	const holds = { ...ITEM, diskBytes: BOTH };
	// A reopening that failed leaves its data where it was; tried again, the lease has volumes of its own.
	await scene.change(id, { set: { state: "restoring" }, reopen: first, holds });
	await scene.change(id, { set: { state: "failed" }, endRestore: "failed" });
	await scene.change(id, { set: { state: "ready" }, newVolumes: [aVolume(0), aVolume(1)], holds });
	const second = newId<RetentionId>();
	const { lease, left } = await scene.close(id, second);
	expect(left).toMatchObject({ kept: true, evicted: [{ id: first, cap: "tenant-count" }] });
	expect((await scene.retentions.list(scene.own, { limit: 9 })).map((one) => [one.id, one.state])).toEqual([
		[second, "active"],
		[first, "reaping"],
	]);
	expect(await scene.ends(id)).toEqual([{ type: "relinquished", because: "evicted", cap: "tenant-count", bytes: BOTH, volumes: 2 }]);
	const { events } = await db.database.stores.reader.events(id, 0, 100);
	expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lease.eventSeq }, (_, at) => at + 1));
	// All of them are in the tenant's list at once, those that another's close wrote as well.
	await scene.leave();
	const listed = await db.database.stores.history.events(scene.own, { limit: 200, types: ["relinquished"] });
	expect(listed.map(({ leaseId }) => leaseId)).toEqual([id, id]);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a hundred provisions at once against room for sixty: sixty, refusals with their code, and nothing counted once all is closed and gone", async () => {
	const scene = await createDiskScene(db, { ...ROOMY, diskBytes: 60 * BOTH });
	const { stores } = db.database;
	const made = await Promise.allSettled(Array.from({ length: 100 }, () => scene.withVolumes()));
	const leases = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
	expect(leases).toHaveLength(60);
	for (const one of made)
		if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "CAPACITY_EXHAUSTED", data: { asked: { diskBytes: BOTH } } });
	await Promise.all(leases.map(({ id }, at) => scene.close(id, newId(), at % 2 === 0 ? { state: "reaping" } : { expiresInMs: -1 })));
	expect((await stores.catalog.tenantUse(scene.tenant.id)).leases).toBe(0);
	for (const { id, volumes } of (await scene.retentions.takeDue(scene.fence, 100, "node:test")).map(({ id }) => ({
		id,
		volumes: scene.retentions.volumes(id),
	}))) {
		for (const volume of await volumes) await scene.retentions.forgetVolume(scene.fence, volume.id);
		await scene.retentions.finish(scene.fence, id, "node:test");
	}
	expect((await stores.nodes.find(scene.node.id))?.reserved).toEqual({ cpuMillis: 0, memoryBytes: 0, diskBytes: 0 });
	const none = { records: 0, bytes: 0 };
	expect(await stores.catalog.tenantUse(scene.tenant.id)).toEqual({
		leases: 0,
		cpuMillis: 0,
		memoryBytes: 0,
		diskBytes: 0,
		retained: none,
		reaping: none,
	});
	expect(await brokenAccounts(db.url)).toEqual([]);
});
