import { type LeaseId, newId } from "@berth/core";
import type { LeaseChange } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { anEvent, claimedNode, createScene, MIB, newLease } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const change = (id: LeaseId, what: Omit<LeaseChange, "events">) =>
	db.database.stores.leases.change(id, "all", null, () => ({ result: null, change: { ...what, events: [] } }));

test("pages follow each other newest first, without closed leases unless asked, and search by name or id", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const scope = { tenantId: tenant.id };
	const ids: LeaseId[] = [];
	for (let i = 0; i < 7; i++) {
		const id = newId<LeaseId>(Date.now() + i);
		ids.unshift(id);
		await leases.create(newLease(tenant.id, { id, name: i === 3 ? "a-needle-b" : `web-${i}` }));
	}
	await change(ids[0] ?? newId(), { set: { state: "closed" } });
	const page = async (options: Partial<Parameters<typeof leases.list>[1]>) =>
		(await leases.list(scope, { limit: 3, ...options })).map(({ id }) => id);
	expect(await page({})).toEqual(ids.slice(1, 4));
	expect(await page({ after: ids[3] ?? newId() })).toEqual(ids.slice(4, 7));
	expect(await page({ includeClosed: true })).toEqual(ids.slice(0, 3));
	expect(await page({ search: "NEEDLE" })).toEqual([ids[3]]);
	expect(await page({ search: "a_needle" })).toEqual([]);
	expect(await page({ search: ids[5] ?? "" })).toEqual([ids[5]]);
	expect((await leases.list("all", { limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(1, 3));
});

test("a node's due leases are those that work and those whose timer ran out", async () => {
	const { tenant, node } = await createScene(db);
	const { leases } = db.database.stores;
	const make = async (what: Omit<LeaseChange, "events">) => {
		const { id } = await leases.create(newLease(tenant.id));
		await change(id, what);
		return id;
	};
	expect(await leases.nextWakeInMs(node.id)).toBeNull();
	const working = await make({ set: { state: "stopping" } });
	await make({ set: { state: "ready" } });
	const later = await make({ set: { state: "ready", wakeInMs: 60_000 } });
	const closed = await make({ set: { state: "closed" } });
	const nextIn = await leases.nextWakeInMs(node.id);
	expect(nextIn).toBeGreaterThan(30_000);
	expect(nextIn).toBeLessThanOrEqual(60_000);
	expect(await leases.listDueByNode(node.id)).toEqual([working]);
	await change(later, { set: { wakeInMs: -5 } });
	expect(new Set(await leases.listDueByNode(node.id))).toEqual(new Set([working, later]));
	expect(await leases.nextWakeInMs(node.id)).toBe(0);
	const open = await leases.listOpenByNode(node.id, { limit: 10 });
	expect(open).toHaveLength(3);
	expect(open.map(({ id }) => id)).not.toContain(closed);
	const [first, second] = await leases.listOpenByNode(node.id, { limit: 2 });
	const paged = [first, second, ...(await leases.listOpenByNode(node.id, { limit: 2, ...(second && { after: second.id }) }))];
	expect(paged).toEqual(open.map((lease) => ({ ...lease, readAt: expect.any(Date) })));
});

test("a reader of events hears when the ones after its position are gone", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const lease = await leases.create(newLease(tenant.id));
	await leases.change(lease.id, "all", null, () => ({ result: null, change: { events: Array.from({ length: 5 }, () => anEvent()) } }));
	const read = async (after: number, limit = 10) => {
		const { events, complete } = await reader.events(lease.id, after, limit);
		return [events.map(({ seq }) => seq), complete];
	};
	expect(await read(2, 2)).toEqual([[3, 4], true]);
	expect(await read(6)).toEqual([[], true]);
	expect(await read(7)).toEqual([[], false]);
	await withClient(db.url, (client) => client.query("delete from lease_event where lease_id = $1 and seq <= 3", [lease.id]));
	expect(await read(3)).toEqual([[4, 5, 6], true]);
	expect(await read(2)).toEqual([[4, 5, 6], false]);
	await withClient(db.url, (client) => client.query("delete from lease_event where lease_id = $1", [lease.id]));
	expect(await read(3)).toEqual([[], false]);
});

test("instances are put, replaced by generation and cleared, also all in one change", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	const instance = (generation: number, index: number, state: "created" | "running") => ({
		service: "app",
		index,
		generation,
		containerId: null,
		image: "i",
		state,
		health: "none" as const,
		exitCode: null,
		oomKilled: false,
		startedAt: null,
		endpoints: [],
	});
	const shown = async () =>
		((await reader.instances([id])).get(id) ?? []).map(({ generation, index, state }) => `${generation}/${index} ${state}`).sort();
	await change(id, { instances: { put: [instance(1, 0, "running"), instance(1, 1, "running")] } });
	await change(id, { instances: { put: [instance(2, 0, "created")], dropGenerations: [1] } });
	expect(await shown()).toEqual(["2/0 created"]);
	await change(id, { instances: { put: [instance(2, 0, "running"), instance(3, 0, "created")], clear: true } });
	expect(await shown()).toEqual(["2/0 running", "3/0 created"]);
	await change(id, { instances: { clear: true } });
	expect(await shown()).toEqual([]);
});

test("sizes, tenants and members are put by name and read back", async () => {
	const { catalog } = db.database.stores;
	const bare = { name: "tiny", cpuMillis: 100, memoryBytes: 2 ** 40, diskBytes: 0, pidsMax: 32, position: 1, enabled: true };
	const size = { ...bare, priceLabel: "gold", closeData: "destroy" as const };
	const first = await catalog.putSku(size);
	expect(await catalog.putSku({ ...size, pidsMax: 33 })).toEqual({ ...first, pidsMax: 33 });
	expect(await catalog.putSku(bare)).toEqual({ ...first, priceLabel: null, closeData: null });
	expect(await catalog.retireSku("tiny")).toEqual(await catalog.retireSku("tiny"));
	expect(await catalog.findSku("tiny")).toEqual({ ...bare, priceLabel: null, closeData: null, id: first.id, enabled: false });
	await expect(catalog.retireSku("none")).rejects.toMatchObject({ code: "SKU_UNKNOWN" });
	expect(await catalog.findSku("none")).toBeNull();
	const tenant = await catalog.putTenant({ name: "acme", leasesMax: 3, memoryBytesMax: 2 ** 41 });
	expect(await catalog.putTenant({ name: "acme", leasesMax: null })).toEqual({ ...tenant, leasesMax: null });
	await expect(catalog.addMember(tenant.id, "nobody", "owner")).rejects.toMatchObject({ code: "NOT_FOUND" });
	await withClient(db.url, (client) => client.query(`insert into "user" (id, name, email) values ('u1', 'Ada', 'ada@example.org')`));
	await catalog.addMember(tenant.id, "u1", "member");
	await catalog.addMember(tenant.id, "u1", "owner");
	expect(await catalog.memberships("u1")).toEqual([{ tenant: await catalog.findTenant(tenant.id), role: "owner" }]);
	expect(await catalog.memberships("u2")).toEqual([]);
});

test("what is offered says how many more go onto the best node and into the tenant's own quota, at any time", async () => {
	const { catalog, leases, nodes } = db.database.stores;
	const { tenant, node } = await createScene(db, { cpuMillis: 1_000, memoryBytes: 1_024 * MIB, diskBytes: 64 * MIB });
	const { node: other } = await claimedNode(db.database, { cpuMillis: 700, memoryBytes: 4_096 * MIB, diskBytes: 256 * MIB });
	const size = { cpuMillis: 100, memoryBytes: 128 * MIB, diskBytes: 0, pidsMax: 32, position: 1, enabled: true };
	await catalog.putSku({ ...size, name: "offer-plain", priceLabel: "silver" });
	await catalog.putSku({ ...size, name: "offer-disk", diskBytes: 64 * MIB });
	await catalog.putSku({ ...size, name: "offer-retired", enabled: false });
	const paged = async (offered: boolean) => {
		const seen: string[] = [];
		for (let after: string | undefined; ; after = seen.at(-1)) {
			const [sku] = await catalog.pageSkus({ limit: 1, offered, ...(after !== undefined && { after }) });
			if (sku === undefined) return seen.filter((name) => name.startsWith("offer-"));
			seen.push(sku.name);
		}
	};
	expect(await paged(true)).toEqual(["offer-disk", "offer-plain"]);
	expect(await paged(false)).toEqual(["offer-disk", "offer-plain", "offer-retired"]);
	expect((await catalog.listOffers(tenant.id, { limit: 1, after: "offer-disk" })).map(({ name }) => name)).toEqual(["offer-plain"]);
	const offered = async () =>
		(await catalog.listOffers(tenant.id, { limit: 200 }))
			.filter(({ name }) => name.startsWith("offer-"))
			.map(({ name, onOneNode, inQuota, priceLabel }) => `${name} ${onOneNode} ${inQuota} ${priceLabel}`);
	expect(await offered()).toEqual(["offer-disk 4 null null", "offer-plain 8 null silver"]);
	await catalog.putTenant({ name: tenant.name, leasesMax: 2, memoryBytesMax: 640 * MIB, diskBytesMax: 128 * MIB });
	expect(await offered()).toEqual(["offer-disk 4 2 null", "offer-plain 8 5 silver"]);
	const { cpuMillis, memoryBytes, diskBytes, pidsMax } = size;
	const items = [{ service: "app", sku: "offer-plain", quantity: 1, cpuMillis, memoryBytes, diskBytes, pidsMax, domain: null }];
	await leases.create(newLease(tenant.id, { items }));
	expect(await offered()).toEqual(["offer-disk 4 2 null", "offer-plain 7 4 silver"]);
	await leases.create(newLease(tenant.id, { items }));
	expect((await offered()).map((one) => one.split(" ")[2])).toEqual(["0", "0"]);
	const fits = async (of: typeof node) =>
		(await nodes.load(of.id)).fits.filter(({ sku }) => sku.startsWith("offer-")).map(({ sku, count }) => `${sku} ${count}`);
	expect((await Promise.all([fits(node), fits(other)])).map((sizes) => sizes[0])).toEqual(["offer-disk 1", "offer-disk 4"]);
	await withClient(db.url, (client) => client.query("update node set cordoned_at = now() where id = any($1)", [[node.id, other.id]]));
	expect(await fits(node)).toEqual(["offer-disk 0", "offer-plain 0"]);
	expect((await offered()).map((one) => one.split(" ")[1])).toEqual(["0", "0"]);
});
