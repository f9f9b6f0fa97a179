import { type LeaseId, newId, type OperationId } from "@berth/core";
import type { LeaseChange, LeaseItemRecord } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { anEvent, createScene, newLease } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const change = (id: LeaseId, what: Partial<LeaseChange>) =>
	db.database.stores.leases.change(id, "all", null, () => ({ result: null, change: { events: [anEvent()], ...what } }));
const item = (service: string, given: Partial<LeaseItemRecord> = {}): LeaseItemRecord => ({
	service,
	sku: "small",
	quantity: 1,
	cpuMillis: 500,
	memoryBytes: 1,
	diskBytes: 0,
	pidsMax: 64,
	domain: null,
	...given,
});
const release = (number: number, given: Partial<NonNullable<LeaseChange["newRelease"]>> = {}): NonNullable<LeaseChange["newRelease"]> => ({
	number,
	manifest: { services: { z: { image: "z:1" }, a: { image: `a:${number}` } } },
	items: [item("z", { diskBytes: 2 ** 40 }), item("a", { quantity: number })],
	cause: "update",
	rollbackOf: null,
	note: null,
	createdBy: "user:ada",
	...given,
});

test("releases follow each other: one is active, the others superseded or failed, and what was written of them stays", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	const current = async () => {
		const found = (await reader.currentReleases([id])).get(id);
		// Read with the lease it is the same, to the order of its keys.
		const present = await reader.present(id, { tenantId: tenant.id });
		expect(JSON.stringify(present?.release)).toBe(JSON.stringify(found));
		expect(present?.lease).toEqual({ ...(await leases.find(id, "all")), readAt: expect.any(Date) });
		return found && `${found.number} ${found.status}`;
	};
	const history = async () => (await reader.releases(id, { limit: 9 })).map(({ number, status }) => `${number} ${status}`);
	expect(await current()).toBe("1 deploying");
	await change(id, { releases: [{ number: 1, status: "failed" }] });
	await change(id, { newRelease: release(2, { cause: "retry" }) });
	expect(await current()).toBe("2 deploying");
	const { lease } = await change(id, { releases: [{ number: 2, status: "active" }] });
	expect(lease).toMatchObject({ activeRelease: 2, releaseSeq: 2 });
	const items = [item("z", { domain: "shop.example.org" }), item("a")];
	const third = release(3, { items, cause: "rollback", rollbackOf: 1, note: "as it was" });
	await change(id, { newRelease: third });
	expect(await current()).toBe("2 active");
	await change(id, { releases: [{ number: 3, status: "failed" }] });
	await change(id, { newRelease: release(4) });
	// An outcome that is written twice, because its first answer was lost.
	for (let time = 0; time < 2; time++) await change(id, { releases: [{ number: 4, status: "active" }] });
	const { lease: atOnce } = await change(id, { newRelease: release(5), releases: [{ number: 5, status: "active" }] });
	expect(atOnce).toMatchObject({ activeRelease: 5, releaseSeq: 5 });
	expect(await history()).toEqual(["5 active", "4 superseded", "3 failed", "2 superseded", "1 failed"]);
	expect(await leases.find(id, "all")).toMatchObject({ activeRelease: 5, releaseSeq: 5 });
	expect(await reader.release(id, 3)).toEqual({ ...third, leaseId: id, status: "failed", createdAt: expect.any(Date) });
	expect(Object.keys((await reader.release(id, 3))?.manifest.services ?? {})).toEqual(["z", "a"]);
	expect((await reader.releases(id, { limit: 2, before: 4 })).map(({ number }) => number)).toEqual([3, 2]);
	expect(await reader.releases(id, { limit: 2, before: 1 })).toEqual([]);
	expect((await reader.currentReleases([id, newId()])).size).toBe(1);
	expect((await reader.currentReleases([])).size).toBe(0);
	expect(await reader.present(newId(), "all")).toBeNull();
	expect(await reader.present(id, { tenantId: newId() })).toBeNull();
});

test("a number is taken once, by one of those who want it at once, and never again after its release is pruned", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	for (const number of [1, 3])
		await expect(change(id, { newRelease: release(number) })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
	const results = await Promise.allSettled(Array.from({ length: 6 }, () => change(id, { newRelease: release(2) })));
	expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	await Promise.all(
		Array.from({ length: 10 }, () =>
			leases.change(id, "all", null, ({ releaseSeq }) => ({
				result: null,
				change: { newRelease: release(releaseSeq + 1), events: [anEvent()] },
			})),
		),
	);
	expect((await reader.releases(id, { limit: 20 })).map(({ number }) => number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
	await withClient(db.url, (client) => client.query("delete from release where lease_id = $1 and number > 5", [id]));
	await expect(change(id, { newRelease: release(6) })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
	await change(id, { newRelease: release(13) });
	expect((await reader.currentReleases([id])).get(id)).toMatchObject({ number: 13 });
});

test("a lease's items are replaced whole: fewer, more, and in another order", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id, { items: [item("a"), item("b"), item("c")] }));
	for (const items of [
		[item("c", { quantity: 7, domain: "c.example.org" }), item("a")],
		[item("a"), item("c"), item("b"), item("d", { diskBytes: 2 ** 40 })],
		[item("b")],
	]) {
		const { lease } = await change(id, { items });
		expect(lease.items).toEqual(items);
		expect(await leases.find(id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
	}
});

test("what a change sets stays until another sets it, and null takes away", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const expiresAt = new Date("2030-01-02T03:04:05.678Z");
	const made = await leases.create(newLease(tenant.id, { expiresAt, callbackUrl: "http://127.0.0.1/first" }));
	expect(made).toMatchObject({
		expiresAt,
		callbackUrl: "http://127.0.0.1/first",
		serving: null,
		activeRelease: null,
		cancelRequested: null,
		expiryAnnounced: false,
		closeData: "retain",
	});
	const cancelRequested = newId<OperationId>();
	const set = {
		serving: { "app-0": 3, "db-1": 1 },
		activeRelease: 1,
		cancelRequested,
		callbackUrl: "http://127.0.0.1/last",
		expiresAt: new Date("2031-01-01T00:00:00.000Z"),
		expiryAnnounced: true,
		closeData: "destroy",
	} as const;
	expect((await change(made.id, { set })).lease).toMatchObject(set);
	expect((await change(made.id, { set: { message: "only this" } })).lease).toMatchObject(set);
	const { lease } = await change(made.id, {
		set: { serving: null, cancelRequested: null, expiresAt: null, expiryAnnounced: false, closeData: "retain" },
	});
	expect(lease).toMatchObject({
		serving: null,
		cancelRequested: null,
		expiresAt: null,
		expiryAnnounced: false,
		closeData: "retain",
		activeRelease: 1,
		callbackUrl: "http://127.0.0.1/last",
	});
	expect(await leases.find(made.id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
});

test("leases whose term ends are read soonest first, without those that are closed, closing or without end", async () => {
	const { tenant, node } = await createScene(db);
	const { leases } = db.database.stores;
	const inMs = async (ms: number | null, set: NonNullable<LeaseChange["set"]> = {}) => {
		const { id } = await leases.create(newLease(tenant.id, { expiresAt: ms === null ? null : new Date(Date.now() + ms) }));
		await change(id, { set });
		return id;
	};
	const soon = await inMs(3_600_000);
	const over = await inMs(-60_000);
	await inMs(null);
	await inMs(-60_000, { state: "closed" });
	await inMs(-60_000, { state: "deprovisioning" });
	const later = await inMs(9_000_000);
	const found = async (withinMs: number, limit = 10) => (await leases.listExpiring(node.id, withinMs, limit)).map(({ id }) => id);
	expect(await found(0)).toEqual([over]);
	expect(await found(7_200_000)).toEqual([over, soon]);
	expect(await found(99_000_000, 2)).toEqual([over, soon]);
	expect(await found(99_000_000)).toEqual([over, soon, later]);
	const { node: other } = await createScene(db);
	expect(await leases.listExpiring(other.id, 99_000_000, 10)).toEqual([]);
});
