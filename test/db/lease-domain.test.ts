import type { LeaseId } from "@berth/core";
import type { LeaseChange, LeaseItemRecord, LeaseRecord } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { anEvent, createScene, newLease } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const named = (lease: LeaseRecord, domain: string | null): LeaseItemRecord[] => lease.items.map((item) => ({ ...item, domain }));
const change = async (id: LeaseId, of: (lease: LeaseRecord) => Partial<LeaseChange>) =>
	(
		await db.database.stores.leases.change(id, "all", null, (lease) => ({
			change: { events: [anEvent()], ...of(lease) },
			result: undefined,
		}))
	).lease;
const ask = (id: LeaseId, domain: string | null) =>
	change(id, (lease) => ({
		newRelease: {
			number: lease.releaseSeq + 1,
			manifest: { services: { app: { image: "berth/echo:1" } } },
			items: named(lease, domain),
			cause: "domain",
			rollbackOf: null,
			note: null,
			createdBy: "user:ada",
		},
	}));
const decide = (id: LeaseId, status: "active" | "failed", domain: string | null) =>
	change(id, (lease) => ({
		releases: [{ number: lease.releaseSeq, status }],
		...(status === "active" && { items: named(lease, domain), set: { activeRelease: lease.releaseSeq } }),
	}));
const taken = expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining("domain") });

test("a name leads to one open lease of all tenants: it is taken with the request, given back by a failure or a close", async () => {
	const one = await createScene(db);
	const { leases } = db.database.stores;
	const other = await db.database.stores.catalog.putTenant({ name: "other" });
	const first = (await leases.create(newLease(one.tenant.id))).id;
	const second = (await leases.create(newLease(other.id))).id;

	await ask(first, "shop.example");
	await expect(ask(second, "shop.example")).rejects.toEqual(taken);
	expect((await leases.find(second, "all"))?.releaseSeq).toBe(1);
	const foreseen = async (leaseId: LeaseId | null) => {
		const wanted = { adds: { cpuMillis: 0, memoryBytes: 0, diskBytes: 0 }, ports: { tcp: 0, udp: 0 }, name: null, nodeId: null, leaseId };
		return (await leases.foresee({ ...wanted, tenantId: other.id, domains: ["free.example", "shop.example"] })).domainsTaken;
	};
	expect([await foreseen(first), await foreseen(second), await foreseen(null)]).toEqual([[], ["shop.example"], ["shop.example"]]);

	await decide(first, "failed", null);
	await ask(second, "shop.example");
	await decide(second, "active", "shop.example");
	await expect(ask(first, "shop.example")).rejects.toEqual(taken);

	// While another is under way, what serves keeps its name.
	await ask(second, "new.example");
	await expect(ask(first, "shop.example")).rejects.toEqual(taken);
	await expect(ask(first, "new.example")).rejects.toEqual(taken);
	await decide(second, "active", "new.example");
	await ask(first, "shop.example");

	await change(second, () => ({ set: { state: "closed" }, releaseCapacity: true }));
	await ask(first, "new.example");
});

test("of two requests for a name at once exactly one has it", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const ids = await Promise.all(Array.from({ length: 8 }, async () => (await leases.create(newLease(tenant.id))).id));
	const asked = await Promise.allSettled(ids.map((id) => ask(id, "wanted.example")));
	expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	for (const one of asked) if (one.status === "rejected") expect(one.reason).toEqual(taken);
});

test("a new lease takes the names it is made with, or is not made", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const made = newLease(tenant.id);
	const items = made.items.map((item) => ({ ...item, domain: "born.example" }));
	await leases.create({ ...made, items });
	const twin = newLease(tenant.id, { items });
	await expect(leases.create(twin)).rejects.toEqual(taken);
	expect(await leases.find(twin.id, "all")).toBeNull();
});
