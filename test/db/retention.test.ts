import { newId, type RetentionId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { brokenAccounts } from "./accounts.ts";
import { claimedNode, createScene, newLease, newOperation } from "./fixture.ts";
import { aVolume, createDiskScene, DISK, ITEM, manifest, ROOMY } from "./left-behind.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const isWaiting = async (client: { query(text: string): Promise<{ rowCount: number | null }> }) =>
	(await client.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).rowCount;
const HELD = { cpuMillis: 1_000, memoryBytes: 2 * ITEM.memoryBytes, diskBytes: 2 * DISK };
const HOUR = 3_600_000;

test("a closed lease's volumes and their disk go to one record, once, and the rest is given back", async () => {
	const scene = await createDiskScene(db);
	const lease = await scene.withVolumes();
	expect(lease.holds).toEqual(HELD);
	expect(await scene.leases.find(lease.id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
	const extra = aVolume(2, { quotaBytes: 3 * DISK });
	const { lease: grown } = await scene.change(lease.id, { newVolumes: [extra], holds: { ...HELD, diskBytes: 5 * DISK } });
	expect(grown.volumes).toEqual([...lease.volumes, extra]);
	const id = newId<RetentionId>();
	const { lease: closed } = await scene.close(lease.id, id);
	expect(closed).toMatchObject({ holds: null, volumes: [], state: "closed" });
	expect(await scene.leases.find(lease.id, "all")).toEqual({ ...closed, readAt: expect.any(Date) });
	expect(await scene.owners(grown.volumes)).toEqual([id, id, id]);
	expect((await db.database.stores.nodes.find(scene.node.id))?.reserved).toEqual({ cpuMillis: 0, memoryBytes: 0, diskBytes: 5 * DISK });
	const record = await scene.retentions.find(id, { tenantId: scene.tenant.id });
	expect(record).toMatchObject({
		state: "active",
		leaseId: lease.id,
		leaseName: lease.name,
		nodeId: scene.node.id,
		diskBytes: 5 * DISK,
		restoringLeaseId: null,
		manifest,
		items: [ITEM],
	});
	expect((record?.expiresAt.getTime() ?? 0) - (record?.createdAt.getTime() ?? 0)).toBe(60_000);
	await scene.close(lease.id, newId());
	expect(await scene.retentions.list({ tenantId: scene.tenant.id }, { limit: 9 })).toEqual([record]);
	const plain = await scene.leases.create(newLease(scene.tenant.id));
	await scene.close(plain.id, newId());
	expect((await db.database.stores.reader.retentions([lease.id, plain.id])).get(lease.id)).toEqual(record);
	expect((await db.database.stores.reader.retentions([plain.id])).size).toBe(0);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a lease is reopened with its own volumes; when that fails they go back, for an hour at least, and can be had again", async () => {
	const scene = await createDiskScene(db);
	const { lease, id } = await scene.left({ expiresInMs: 1_000 });
	const reopen = (retention = id) => scene.change(lease.id, { set: { state: "restoring" }, reopen: retention, holds: HELD });
	await expect(reopen(newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
	await expect(reopen((await scene.left()).id)).rejects.toMatchObject({ code: "NOT_FOUND" });
	const { lease: reopened } = await reopen();
	expect(reopened).toMatchObject({ closedAt: null, holds: HELD, volumes: lease.volumes });
	expect(await scene.leases.find(lease.id, "all")).toEqual({ ...reopened, readAt: expect.any(Date) });
	expect(await scene.retentions.find(id, "all")).toMatchObject({ state: "restoring", restoringLeaseId: lease.id });
	await expect(reopen()).rejects.toMatchObject({ code: "INVALID_STATE", data: { state: "restoring" } });
	// One volume had been made larger meanwhile, and one was added.
	const first = lease.volumes[0] ?? aVolume(0);
	const added = aVolume(2);
	await scene.change(lease.id, {
		newVolumes: [added],
		volumeQuotas: [{ id: first.id, quotaBytes: 3 * DISK }],
		holds: { ...HELD, diskBytes: 5 * DISK },
	});
	const { lease: failed } = await scene.change(lease.id, { set: { state: "failed" }, endRestore: "failed" });
	expect(failed).toMatchObject({ volumes: [], holds: { ...HELD, diskBytes: 0 } });
	const record = await scene.retentions.find(id, "all");
	expect(record).toMatchObject({ state: "active", restoringLeaseId: null, diskBytes: 5 * DISK });
	expect(record?.expiresAt.getTime()).toBeGreaterThan(Date.now() + HOUR - 60_000);
	expect(await scene.owners([...lease.volumes, added])).toEqual([id, id, id]);
	expect(await brokenAccounts(db.url)).toEqual([]);
	// Ending what is not under way changes nothing.
	for (const end of ["failed", "done"] as const) await scene.change(lease.id, { endRestore: end });
	expect(await scene.retentions.find(id, "all")).toEqual(record);
	await scene.close(lease.id, newId());
	const { lease: again } = await scene.change(lease.id, {
		set: { state: "restoring" },
		reopen: id,
		volumeQuotas: [{ id: first.id, quotaBytes: DISK }],
		holds: { ...HELD, diskBytes: 3 * DISK },
	});
	expect(again.volumes).toEqual([...lease.volumes, added]);
	await scene.change(lease.id, { set: { state: "ready" }, endRestore: "done" });
	expect(await scene.retentions.find(id, "all")).toBeNull();
	expect(await scene.leases.find(lease.id, "all")).toMatchObject({ volumes: [...lease.volumes, added], state: "ready" });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a new lease is made of what another left where its data is, cordoned or fuller as that node may be", async () => {
	const scene = await createDiskScene(db, { ...ROOMY, diskBytes: 3 * DISK });
	const { lease, id } = await scene.left();
	await claimedNode(db.database, ROOMY);
	await withClient(db.url, (client) => client.query("update node set cordoned_at = now() where id = $1", [scene.node.id]));
	const added = aVolume(2);
	const three = { items: [{ ...ITEM, quantity: 3 }], volumes: [added] };
	await expect(scene.restore(id, { items: [{ ...ITEM, quantity: 4 }], volumes: [added, aVolume(3)] })).rejects.toMatchObject({
		code: "CAPACITY_EXHAUSTED",
	});
	await db.database.stores.catalog.putTenant({ name: scene.tenant.name, diskBytesMax: 2 * DISK });
	await expect(scene.restore(id, three)).rejects.toMatchObject({ code: "QUOTA_EXCEEDED", data: { which: "diskBytes", asked: 3 * DISK } });
	await db.database.stores.catalog.putTenant({ name: scene.tenant.name, diskBytesMax: null });
	const { tenant: stranger } = await createScene(db);
	await expect(scene.restore(id, { tenantId: stranger.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
	expect(await scene.retentions.find(id, "all")).toMatchObject({ state: "active" });
	expect(await scene.owners(lease.volumes)).toEqual([id, id]);
	const made = await scene.restore(id, three);
	expect(made).toMatchObject({
		nodeId: scene.node.id,
		volumes: [...lease.volumes, added],
		holds: { diskBytes: 3 * DISK },
		version: 1,
		releaseSeq: 1,
	});
	expect(await scene.leases.find(made.id, "all")).toEqual({ ...made, readAt: expect.any(Date) });
	expect(await db.database.stores.reader.release(made.id, 1)).toMatchObject({ cause: "restore", status: "deploying", items: three.items });
	expect(await scene.retentions.find(id, "all")).toMatchObject({ state: "restoring", restoringLeaseId: made.id });
	// Closed before its restoring came to an end: one record has all of it.
	const after = newId<RetentionId>();
	await scene.close(made.id, after);
	expect(await scene.retentions.find(id, "all")).toBeNull();
	expect(await scene.owners(made.volumes)).toEqual([after, after, after]);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("nothing is restored while the node that has the data is silent", async () => {
	const scene = await createDiskScene(db);
	const { id } = await scene.left();
	await db.database.stores.nodes.drop(scene.fence);
	await expect(scene.restore(id)).rejects.toMatchObject({ code: "CAPACITY_EXHAUSTED", message: expect.stringContaining("answer") });
});

test("of all who want one record at once, to restore, reopen or destroy it, exactly one gets it", async () => {
	const scene = await createDiskScene(db);
	const winners = new Set<string>();
	for (let round = 0; round < 16; round++) {
		const { lease, id } = await scene.left({ expiresInMs: -1 });
		const contenders: Record<string, () => Promise<unknown>> = {
			restore: () => scene.restore(id),
			reap: () => scene.retentions.relinquish(id, "all", "user:ada"),
			reopen: () => scene.change(lease.id, { set: { state: "restoring" }, reopen: id, holds: HELD }),
			rival: () => scene.restore(id),
			sweep: () => scene.retentions.takeDue(scene.fence, 100, "node:test"),
		};
		const names = Object.keys(contenders);
		const turn = names.map((_, index) => names[(index + round) % names.length] ?? "");
		const results = await withClient(db.url, async (blocker) => {
			// The first in turn waits for the record before the others come.
			await blocker.query("begin");
			await blocker.query("select from retention where id = $1 for update", [id]);
			const [first = "", ...others] = turn;
			// A sweep waits for nobody.
			const begun = contenders[first === "sweep" ? "reap" : first]?.();
			await waitUntil(() => isWaiting(blocker), { timeoutMs: 20_000, what: "the first to wait" });
			const runs = Promise.allSettled([begun, ...others.map((name) => contenders[name]?.())]);
			await blocker.query("commit");
			return runs;
		});
		const record = await scene.retentions.find(id, "all");
		const won = turn.filter((name, index) => results[index]?.status === "fulfilled" && name !== "reap" && name !== "sweep");
		expect([won.length, record?.state]).toEqual(won.length === 1 ? [1, "restoring"] : [0, "reaping"]);
		for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "INVALID_STATE" });
		const owner = won[0] === undefined ? id : record?.restoringLeaseId;
		expect(await scene.owners(lease.volumes)).toEqual([owner, owner]);
		winners.add(won[0] ?? "reap");
	}
	// Who is first in turn need not win, but not all of these rounds have one winner.
	expect(winners.size).toBeGreaterThan(1);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("of twin restores with one key, one makes a lease and the other is told of the key", async () => {
	const scene = await createDiskScene(db);
	const { id } = await scene.left();
	const twin = () => scene.restore(id, { operation: newOperation("restore", `key-${id}`) });
	const results = await Promise.allSettled([twin(), twin(), twin()]);
	const codes = results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
	expect(codes).toEqual(["IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_REUSED"]);
});

test("a record is destroyed bottom up: volumes first and only its own, then the record, whose disk is given back once", async () => {
	const scene = await createDiskScene(db);
	const { fence, retentions } = scene;
	const standing = await scene.withVolumes();
	const kept = await scene.left();
	const { lease, id } = await scene.left({ state: "reaping" });
	const stale = { ...fence, epoch: fence.epoch - 1 };
	expect((await retentions.takeDue(fence, 10, "node:test")).map((record) => record.id)).toEqual([id]);
	await expect(retentions.takeDue(stale, 10, "node:test")).rejects.toMatchObject({ code: "CLAIM_LOST" });
	const [first, second] = await retentions.volumes(id);
	expect([first?.id, second?.id]).toEqual(lease.volumes.map((volume) => volume.id));
	if (first === undefined || second === undefined) throw new Error("the record has two volumes");
	for (const [volume] of [standing.volumes, kept.lease.volumes])
		await expect(retentions.forgetVolume(fence, volume?.id ?? newId())).rejects.toMatchObject({ code: "INVALID_STATE" });
	await expect(retentions.forgetVolume(stale, first.id)).rejects.toMatchObject({ code: "CLAIM_LOST" });
	const { fence: elsewhere } = await createScene(db);
	await expect(retentions.forgetVolume(elsewhere, first.id)).rejects.toMatchObject({ code: "INVALID_STATE" });
	for (let time = 0; time < 2; time++) await retentions.forgetVolume(fence, first.id);
	await expect(retentions.finish(fence, id, "node:test")).rejects.toMatchObject({ code: "INVALID_STATE" });
	await retentions.forgetVolume(fence, second.id);
	await expect(retentions.finish(stale, id, "node:test")).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await expect(retentions.finish(elsewhere, id, "node:test")).rejects.toMatchObject({ code: "INVALID_STATE" });
	await expect(retentions.finish(fence, kept.id, "node:test")).rejects.toMatchObject({ code: "INVALID_STATE" });
	const before = (await scene.reservedDisk()) ?? 0;
	await Promise.all(Array.from({ length: 4 }, () => retentions.finish(fence, id, "node:test")));
	expect(await retentions.find(id, "all")).toBeNull();
	expect(await scene.reservedDisk()).toBe(before - 2 * DISK);
	const onNode = await db.database.stores.volumes.listByNode(scene.node.id);
	expect(onNode.map((volume) => volume.id)).toEqual([...standing.volumes, ...kept.lease.volumes].map((volume) => volume.id).sort());
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("only what can be restored is extended, and what is given up stays so", async () => {
	const scene = await createDiskScene(db);
	const { retentions } = scene;
	const { id } = await scene.left();
	const own = { tenantId: scene.tenant.id };
	const foreign = { tenantId: (await createScene(db)).tenant.id };
	const later = new Date(Date.now() + HOUR);
	expect(await retentions.find(id, foreign)).toBeNull();
	await expect(retentions.extend(id, foreign, "user:ada", later)).rejects.toMatchObject({ code: "NOT_FOUND" });
	await expect(retentions.relinquish(id, foreign, "user:ada")).rejects.toMatchObject({ code: "NOT_FOUND" });
	expect((await retentions.extend(id, own, "user:ada", later)).expiresAt).toEqual(later);
	expect(await retentions.takeDue(scene.fence, 10, "node:test")).toEqual([]);
	const made = await scene.restore(id);
	for (const refused of [() => retentions.extend(id, own, "user:ada", later), () => retentions.relinquish(id, own, "user:ada")])
		await expect(refused()).rejects.toMatchObject({ code: "INVALID_STATE", data: { state: "restoring" } });
	await scene.change(made.id, { set: { state: "failed" }, endRestore: "failed" });
	for (let time = 0; time < 2; time++) expect(await retentions.relinquish(id, own, "user:ada")).toMatchObject({ state: "reaping" });
	await expect(retentions.extend(id, own, "user:ada", later)).rejects.toMatchObject({ code: "INVALID_STATE", data: { state: "reaping" } });
	await expect(scene.restore(id)).rejects.toMatchObject({ code: "INVALID_STATE", data: { state: "reaping" } });
	expect(await retentions.takeDue(scene.fence, 10, "node:test")).toMatchObject([{ id, state: "reaping" }]);
});

test("records are read newest first, a page at a time, in one's own scope; a lease's newest one is its own", async () => {
	const scene = await createDiskScene(db);
	const ids: RetentionId[] = [];
	for (let i = 0; i < 5; i++) ids.unshift((await scene.left()).id);
	const own = { tenantId: scene.tenant.id };
	const page = async (after?: RetentionId) => (await scene.retentions.list(own, { limit: 3, ...(after && { after }) })).map(({ id }) => id);
	expect(await page()).toEqual(ids.slice(0, 3));
	expect(await page(ids[2])).toEqual(ids.slice(3));
	expect((await scene.retentions.list("all", { limit: 1 })).map(({ id }) => id)).toEqual(ids.slice(0, 1));
	const lease = await scene.withVolumes();
	const [older, newer] = [newId<RetentionId>(Date.now() + 5_000), newId<RetentionId>(Date.now() + 6_000)];
	await scene.close(lease.id, older);
	await scene.change(lease.id, { set: { state: "updating" }, newVolumes: [aVolume(0)], holds: { ...HELD, diskBytes: DISK } });
	await scene.close(lease.id, newer);
	expect((await db.database.stores.reader.retentions([lease.id])).get(lease.id)).toMatchObject({ id: newer, diskBytes: DISK });
});

test("a volume has one owner and an instance one volume, whatever a statement says", async () => {
	const scene = await createDiskScene(db);
	const lease = await scene.withVolumes();
	const { id } = await scene.left();
	const [volume] = lease.volumes;
	await withClient(db.url, async (client) => {
		const set = (owners: string, values: unknown[]) => client.query(`update volume set ${owners} where id = $1`, [volume?.id, ...values]);
		await expect(set("retention_id = $2", [id])).rejects.toMatchObject({ constraint: "volume_owner_check" });
		await expect(set("lease_id = null", [])).rejects.toMatchObject({ constraint: "volume_owner_check" });
		await expect(set("index = 1", [])).rejects.toMatchObject({ constraint: "volume_lease_key" });
	});
	await expect(scene.change(lease.id, { newVolumes: [aVolume(1)], set: { message: "never" } })).rejects.toMatchObject({ code: "CONFLICT" });
	await expect(scene.withVolumes({ volumes: [aVolume(0), aVolume(0)] })).rejects.toMatchObject({ code: "CONFLICT" });
	expect(await scene.leases.find(lease.id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
	expect(await brokenAccounts(db.url)).toEqual([]);
});
