import { type AppError, type LeaseId, newId } from "@berth/core";
import type { Database, LeaseRecord, NewLease } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { brokenAccounts } from "./accounts.ts";
import { anEvent, claimedNode, createScene, MIB, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const createAll = async (database: Database, leases: readonly NewLease[]) => {
	const results = await Promise.allSettled(leases.map((lease) => database.stores.leases.create(lease)));
	return {
		made: results.flatMap((result): LeaseRecord[] => (result.status === "fulfilled" ? [result.value] : [])),
		refused: results.flatMap((result): AppError[] => (result.status === "rejected" ? [result.reason] : [])),
	};
};

test("thirty creations at once fill two nodes exactly, and nothing is left of the refused ones", async () => {
	const { tenant } = await createScene(db, { cpuMillis: 3_500, memoryBytes: 1_024 * MIB, diskBytes: 0 });
	await claimedNode(db.database, { cpuMillis: 100_000, memoryBytes: 5 * 128 * MIB, diskBytes: 0 });
	const asked = Array.from({ length: 30 }, () => newLease(tenant.id));
	const { made, refused } = await createAll(db.database, asked);
	expect(made).toHaveLength(7 + 5);
	expect(new Set(refused.map((error) => error.code))).toEqual(new Set(["CAPACITY_EXHAUSTED"]));
	expect(await db.database.stores.leases.list({ tenantId: tenant.id }, { limit: 100, includeClosed: true })).toHaveLength(12);
	expect(await brokenAccounts(db.url)).toEqual([]);
});

test("a tenant's quota is exact when creations arrive at once, and says which limit refused", async () => {
	await createScene(db);
	const tenant = await db.database.stores.catalog.putTenant({ name: "small", leasesMax: 100, cpuMillisMax: 2_000 });
	const { made, refused } = await createAll(
		db.database,
		Array.from({ length: 12 }, () => newLease(tenant.id)),
	);
	expect(made).toHaveLength(4);
	expect(refused.map((error) => `${error.code} ${error.data.which}`)).toEqual(Array(8).fill("QUOTA_EXCEEDED cpuMillis"));
	await db.database.stores.catalog.putTenant({ name: "small", leasesMax: 4, cpuMillisMax: null });
	await expect(db.database.stores.leases.create(newLease(tenant.id))).rejects.toMatchObject({
		code: "QUOTA_EXCEEDED",
		data: { which: "leases", max: 4, used: 4, asked: 1 },
	});
});

test("the least loaded node is taken; cordoned, lapsed and unclaimed ones are not", async () => {
	const { tenant, node: small } = await createScene(db, { cpuMillis: 1_000, memoryBytes: 4_096 * MIB, diskBytes: 0 });
	const { node: large } = await claimedNode(db.database, { cpuMillis: 4_000, memoryBytes: 4_096 * MIB, diskBytes: 0 });
	const { node: lapsed } = await claimedNode(db.database, { cpuMillis: 900_000, memoryBytes: 900_000 * MIB, diskBytes: 0 });
	await db.database.stores.nodes.register({ name: "unclaimed", capacity: lapsed.capacity });
	await withClient(db.url, (client) => client.query("update node set claimed_until = now() where id = $1", [lapsed.id]));
	const places = [];
	for (let i = 0; i < 4; i++) places.push((await db.database.stores.leases.create(newLease(tenant.id))).nodeId);
	// The first on either (both are empty), then wherever the fuller of its two fractions is smaller.
	expect(places.filter((id) => id === large.id)).toHaveLength(3);
	expect(places.filter((id) => id === small.id)).toHaveLength(1);
});

test("a name is free again once its lease is closed, and taken at most once before", async () => {
	const { tenant, fence } = await createScene(db);
	const { leases } = db.database.stores;
	const { made, refused } = await createAll(
		db.database,
		Array.from({ length: 6 }, () => newLease(tenant.id, { name: "web" })),
	);
	expect([made.length, refused.map((error) => error.code)]).toEqual([1, Array(5).fill("NAME_TAKEN")]);
	const id = made[0]?.id ?? newId<LeaseId>();
	await leases.change(id, "all", fence, () => ({
		result: null,
		change: { set: { state: "closed", closed: true }, releaseCapacity: true, events: [anEvent()] },
	}));
	expect((await leases.create(newLease(tenant.id, { name: "web" }))).name).toBe("web");
});

test("a suspended or unknown tenant gets nothing", async () => {
	const { tenant } = await createScene(db);
	await withClient(db.url, (client) => client.query("update tenant set suspended_at = now() where id = $1", [tenant.id]));
	await expect(db.database.stores.leases.create(newLease(tenant.id))).rejects.toMatchObject({ code: "FORBIDDEN" });
	await expect(db.database.stores.leases.create(newLease(newId()))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("of calls with one idempotency key at once, one makes a lease and the others are told of the key", async () => {
	// Room for one alone: the refusal of the others must not read as "no capacity".
	const { tenant } = await createScene(db, { cpuMillis: 500, memoryBytes: 128 * MIB, diskBytes: 0 });
	const twins = Array.from({ length: 5 }, (_, i) =>
		newLease(tenant.id, { name: i < 3 ? "same" : `other-${i}`, operation: newOperation("provision", "key-00001") }),
	);
	const { made, refused } = await createAll(db.database, twins);
	expect([made.length, refused.map((error) => error.code)]).toEqual([1, Array(4).fill("IDEMPOTENCY_KEY_REUSED")]);
	const known = await db.database.stores.operations.findByKey(tenant.id, "key-00001");
	expect(known).toMatchObject({ requestHash: "hash-1", operation: { leaseId: made[0]?.id, kind: "provision" } });
});

test("amounts beyond 32 bits are counted and given back to the byte", async () => {
	const GIB = 1024 * MIB;
	const capacity = { cpuMillis: 64_000, memoryBytes: 256 * GIB, diskBytes: 4_096 * GIB };
	const { tenant, node } = await createScene(db, capacity);
	const item = {
		service: "app",
		sku: "huge",
		quantity: 3,
		cpuMillis: 2_000,
		memoryBytes: 16 * GIB,
		diskBytes: 100 * GIB,
		pidsMax: 64,
		domain: null,
	};
	const made = await db.database.stores.leases.create(newLease(tenant.id, { items: [item] }));
	expect(made.holds).toEqual({ cpuMillis: 6_000, memoryBytes: 48 * GIB, diskBytes: 300 * GIB });
	expect((await db.database.stores.nodes.find(node.id))?.reserved).toEqual(made.holds);
	await db.database.stores.leases.change(made.id, "all", null, () => ({
		change: { set: { state: "closed" }, releaseCapacity: true, events: [anEvent()] },
		result: null,
	}));
	expect((await db.database.stores.nodes.find(node.id))?.reserved).toEqual({ cpuMillis: 0, memoryBytes: 0, diskBytes: 0 });
});
