import type { LeaseId } from "@berth/core";
import type { Fence, Resources } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { anEvent, createScene, MIB, newLease } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const HELD: Resources = { cpuMillis: 500, memoryBytes: 128 * MIB, diskBytes: 0 };

const hold = (id: LeaseId, holds: Partial<Resources>, fence: Fence | null = null) =>
	db.database.stores.leases.change(id, "all", fence, () => ({
		result: null,
		change: { holds: { ...HELD, ...holds }, events: [anEvent()] },
	}));
const limit = (name: string, limits: Partial<Record<"leasesMax" | "cpuMillisMax" | "memoryBytesMax", number | null>>) =>
	db.database.stores.catalog.putTenant({ name, ...limits });

test.each([
	{ by: "the node's capacity", code: "CAPACITY_EXHAUSTED", capacity: 160 * 500, quota: null, data: { asked: { ...HELD, memoryBytes: 0 } } },
	{
		by: "the tenant's quota",
		code: "QUOTA_EXCEEDED",
		capacity: 900_000,
		quota: 160 * 500,
		data: { which: "cpuMillis", max: 160 * 500, used: 160 * 500, asked: 500 },
	},
])("of a hundred changes at once that ask for more, sixty fit $by: exactly sixty are written", async ({ code, capacity, quota, data }) => {
	const { tenant, node } = await createScene(db, { cpuMillis: capacity, memoryBytes: 2 ** 50, diskBytes: 0 });
	const { leases, nodes } = db.database.stores;
	await limit(tenant.name, { cpuMillisMax: quota });
	const made = [];
	for (let i = 0; i < 100; i++) made.push(await leases.create(newLease(tenant.id)));
	const results = await Promise.allSettled(made.map(({ id }) => hold(id, { cpuMillis: 1_000 })));
	const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
	expect(refused.map((error) => error.code)).toEqual(Array(40).fill(code));
	expect(refused[39].data).toEqual(data);
	expect((await nodes.find(node.id))?.reserved.cpuMillis).toBe(160 * 500);
	const after = await leases.list({ tenantId: tenant.id }, { limit: 200 });
	const unchanged = after.filter(({ version, eventSeq, holds }) => version === 1 && eventSeq === 1 && holds?.cpuMillis === 500);
	const grown = after.filter(({ version, eventSeq, holds }) => version === 2 && eventSeq === 2 && holds?.cpuMillis === 1_000);
	expect([unchanged.length, grown.length]).toEqual([40, 60]);
	// What one gives back another may take, both at once.
	const [giver, taker] = [grown[0]?.id, unchanged[0]?.id] as [LeaseId, LeaseId];
	await hold(giver, {});
	await hold(taker, { cpuMillis: 1_000 });
	await expect(hold(giver, { cpuMillis: 501 })).rejects.toMatchObject({ code });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("only what grows is held against a limit, so a tenant that is over one can still move below another", async () => {
	const { tenant } = await createScene(db);
	const { id } = await db.database.stores.leases.create(newLease(tenant.id));
	await limit(tenant.name, { memoryBytesMax: MIB, leasesMax: 0 });
	await hold(id, { cpuMillis: 2_000, memoryBytes: 64 * MIB });
	await expect(hold(id, { memoryBytes: 65 * MIB })).rejects.toMatchObject({ code: "QUOTA_EXCEEDED", data: { which: "memoryBytes" } });
	await withClient(db.url, (client) => client.query("update tenant set suspended_at = now() where id = $1", [tenant.id]));
	await expect(hold(id, { cpuMillis: 2_001, memoryBytes: 64 * MIB })).rejects.toMatchObject({ code: "FORBIDDEN" });
	await hold(id, { cpuMillis: 2_000, memoryBytes: 64 * MIB });
	const { lease } = await hold(id, { cpuMillis: 1, memoryBytes: 1 });
	expect(lease.holds).toEqual({ cpuMillis: 1, memoryBytes: 1, diskBytes: 0 });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a lease that held nothing any more counts as a lease again, or is refused as one", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	// What it gives back wins over what it would hold.
	await leases.change(id, "all", null, () => ({ result: null, change: { holds: HELD, releaseCapacity: true, events: [] } }));
	expect((await leases.find(id, "all"))?.holds).toBeNull();
	await limit(tenant.name, { leasesMax: 0 });
	await expect(hold(id, {})).rejects.toMatchObject({ code: "QUOTA_EXCEEDED", data: { which: "leases", max: 0, used: 0, asked: 1 } });
	await limit(tenant.name, { leasesMax: 1 });
	await hold(id, {});
	await expect(leases.create(newLease(tenant.id))).rejects.toMatchObject({ data: { which: "leases", used: 1 } });
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a lost claim is told before a missing room, and neither writes anything", async () => {
	const { tenant, fence } = await createScene(db, { ...HELD, cpuMillis: 600 });
	const made = await db.database.stores.leases.create(newLease(tenant.id));
	await expect(hold(made.id, { cpuMillis: 700 }, { ...fence, epoch: fence.epoch + 1 })).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await expect(hold(made.id, { cpuMillis: 550 }, { ...fence, epoch: fence.epoch + 1 })).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await expect(hold(made.id, { cpuMillis: 700 }, fence)).rejects.toMatchObject({
		code: "CAPACITY_EXHAUSTED",
		data: { asked: { cpuMillis: 200 } },
	});
	expect(await db.database.stores.leases.find(made.id, "all")).toEqual({ ...made, readAt: expect.any(Date) });
	await hold(made.id, { cpuMillis: 600 }, fence);
	expect(await brokenAccounts(db.url)).toEqual([]);
});
