import { type LeaseId, newId, type OperationId } from "@berth/core";
import type { EventPosition, LeaseChange, LeaseItemRecord, ListedEvent, NewLease } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { anEvent, claimedNode, createScene, MIB, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const change = (id: LeaseId, what: Partial<LeaseChange>) =>
	db.database.stores.leases.change(id, "all", null, () => ({ result: null, change: { events: [], ...what } }));
const item = (sku: string): LeaseItemRecord => ({
	service: "app",
	sku,
	quantity: 1,
	cpuMillis: 10,
	memoryBytes: MIB,
	diskBytes: 0,
	pidsMax: 8,
	domain: null,
});
const runs = (...images: string[]) => ({ services: Object.fromEntries(images.map((image, n) => [`s${n}`, { image }])) });

test("each filter of the list of leases lets through exactly what it says, also together and page by page", async () => {
	const { tenant, node } = await createScene(db);
	const { leases } = db.database.stores;
	const scope = { tenantId: tenant.id };
	let age = Date.now();
	const make = async (name: string, given: Partial<NewLease> = {}, set: NonNullable<LeaseChange["set"]> = { state: "ready" }) => {
		const { id } = await leases.create(newLease(tenant.id, { id: newId<LeaseId>(++age), name, ...given }));
		await change(id, { set });
		return id;
	};
	const soon = new Date(Date.now() + 3_600_000);
	await make("one", { items: [item("small")], partition: "a" });
	await make("two", { items: [item("large"), item("small")], expiresAt: soon, partition: "a" });
	await make("three", { items: [item("large")] }, { state: "failed" });
	await make("four", { items: [item("small")], partition: "b" }, { state: "closed" });
	const { node: second } = await claimedNode(db.database, { cpuMillis: 1_000, memoryBytes: 1_000 * MIB, diskBytes: 0 });
	await withClient(db.url, (client) => client.query("update node set cordoned_at = now() where id = $1", [node.id]));
	await make("five", { items: [item("large")] });
	const other = await db.database.stores.catalog.putTenant({ name: `other-${newId().slice(-8)}` });
	await leases.create(newLease(other.id, { name: "one", items: [item("small")], partition: "a" }));
	const names = async (options: Omit<Parameters<typeof leases.list>[1], "limit">, limit = 10) =>
		(await leases.list(scope, { limit, ...options })).map(({ name }) => name);

	expect(await names({})).toEqual(["five", "three", "two", "one"]);
	expect(await names({ states: ["failed", "closed", "failed"] })).toEqual(["four", "three"]);
	expect(await names({ states: ["ready"], includeClosed: true })).toEqual(["five", "two", "one"]);
	expect(await names({ states: ["updating"] })).toEqual([]);
	expect(await names({ sku: "large" })).toEqual(["five", "three", "two"]);
	expect(await names({ sku: "small", includeClosed: true })).toEqual(["four", "two", "one"]);
	expect(await names({ sku: "smal" })).toEqual([]);
	expect(await names({ nodeId: second.id })).toEqual(["five"]);
	expect(await names({ nodeId: node.id, includeClosed: true })).toEqual(["four", "three", "two", "one"]);
	expect(await names({ partition: "a" })).toEqual(["two", "one"]);
	expect(await names({ partition: "b" })).toEqual([]);
	expect(await names({ partition: "b", includeClosed: true })).toEqual(["four"]);
	expect(await names({ expiresBefore: new Date(soon.getTime() + 1) })).toEqual(["two"]);
	expect(await names({ expiresBefore: soon })).toEqual([]);
	expect(await names({ states: ["ready", "failed"], sku: "large", search: "T" })).toEqual(["three", "two"]);
	expect((await leases.list("all", { limit: 10, tenantId: other.id, partition: "a" })).map(({ name }) => name)).toEqual(["one"]);
	// A page ends where the filter says, and the next one begins there.
	const [first, last] = await leases.list(scope, { limit: 2, states: ["ready", "failed"], sku: "large" });
	expect([first?.name, last?.name]).toEqual(["five", "three"]);
	expect(await names({ states: ["ready", "failed"], sku: "large", ...(last && { after: last.id }) }, 2)).toEqual(["two"]);
});

test("a lease is found by any part of its name and of the images of the release that runs, and by nothing that it ran before", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const made = newLease(tenant.id, { name: "shop-front", manifest: runs("docker.io/library/nginx:1.27", "ghcr.io/acme/Worker_100%:2") });
	const { id } = await leases.create(made);
	await leases.create(newLease(tenant.id, { name: "back" }));
	const finds = async (search: string) =>
		(await leases.list({ tenantId: tenant.id }, { limit: 9, search })).some((lease) => lease.id === id);
	for (const search of [
		"shop-front",
		"OP-FR",
		"ront",
		"nginx",
		"library/nginx:1.27",
		"worker_100%",
		"sh",
		"s",
		"do",
		id,
		` ${id.toUpperCase()} `,
	])
		expect([search, await finds(search)]).toEqual([search, true]);
	for (const search of ["shopfront", "worker0100", "nginx:1.28", "ron_", "%", "_", "op", "\\", "\ud800"])
		expect([search, await finds(search)]).toEqual([search, false]);
	await expect(finds("shop\0")).rejects.toMatchObject({ code: "BAD_INPUT" });

	const next = (number: number, image: string) => ({
		newRelease: { number, manifest: runs(image), items: [], cause: "update", rollbackOf: null, note: null, createdBy: "x" } as const,
	});
	await change(id, next(2, "retried:2"));
	// Nothing has served yet: the newest release is what it is to run.
	expect([await finds("nginx"), await finds("retried")]).toEqual([false, true]);
	await change(id, { releases: [{ number: 2, status: "active" }] });
	expect([await finds("nginx"), await finds("retried")]).toEqual([false, true]);
	await change(id, next(3, "failing:3"));
	await change(id, { releases: [{ number: 3, status: "failed" }] });
	expect([await finds("failing"), await finds("retried")]).toEqual([false, true]);
	await change(id, { ...next(4, "direct:4"), releases: [{ number: 4, status: "active" }] });
	expect([await finds("retried"), await finds("direct")]).toEqual([false, true]);
});

test("operations of all of a tenant's leases come newest first, each once, by their states, and no others'", async () => {
	const { tenant } = await createScene(db);
	const { leases, history } = db.database.stores;
	const other = await db.database.stores.catalog.putTenant({ name: `other-${newId().slice(-8)}` });
	const ids: OperationId[] = [];
	const cancelled: OperationId[] = [];
	let age = Date.now() + 10_000;
	for (const owner of [tenant, other])
		for (let n = 0; n < 3; n++) {
			const { id } = await leases.create(
				newLease(owner.id, { operation: { ...newOperation("provision"), id: newId<OperationId>(++age) } }),
			);
			const state = n === 0 ? "failed" : n === 1 ? "running" : "succeeded";
			const operation = { ...newOperation("restart"), id: newId<OperationId>(++age) };
			await change(id, { newOperation: operation, set: { operationId: operation.id, ...(n === 1 && { cancelRequested: operation.id }) } });
			await change(id, { operations: [{ id: operation.id, state }] });
			if (owner === tenant) ids.unshift(operation.id);
			if (owner === tenant && n === 1) cancelled.push(operation.id);
		}
	const scope = { tenantId: tenant.id };
	const all = await history.operations(scope, { limit: 20 });
	expect(all).toHaveLength(6);
	expect(all.every(({ tenantId }) => tenantId === tenant.id)).toBe(true);
	expect(all.filter((one) => one.kind === "restart").map(({ id }) => id)).toEqual(ids);
	expect(all.filter((one) => one.cancelRequested).map(({ id }) => id)).toEqual(cancelled);
	const paged = [];
	for (let before: OperationId | undefined; ; ) {
		const page = await history.operations(scope, { limit: 2, ...(before && { before }) });
		paged.push(...page);
		before = page.at(-1)?.id;
		if (page.length < 2) break;
	}
	expect(paged).toEqual(all);
	const ended = await history.operations(scope, { limit: 20, states: ["failed", "succeeded", "failed"] });
	expect(ended.map(({ state }) => state)).toEqual(["succeeded", "failed"]);
	expect(await history.operations(scope, { limit: 20, states: ["cancelled"] })).toEqual([]);
	const [newest] = ended;
	expect((await history.operations("all", { limit: 20, ...(newest && { leaseId: newest.leaseId }) })).map(({ kind }) => kind)).toEqual([
		"restart",
		"provision",
	]);
	expect(await history.operations({ tenantId: other.id }, { limit: 20, ...(newest && { leaseId: newest.leaseId }) })).toEqual([]);
});

test("events of all of a tenant's leases come newest first, each once although many are of one moment, by kind and time", async () => {
	const { tenant } = await createScene(db);
	const { leases, history } = db.database.stores;
	const other = await db.database.stores.catalog.putTenant({ name: `other-${newId().slice(-8)}` });
	const ids: LeaseId[] = [];
	for (const owner of [tenant, tenant, other]) {
		const { id } = await leases.create(newLease(owner.id));
		await change(id, { events: [anEvent(), { ...anEvent(), body: { type: "cancelRequested" } }, anEvent(), anEvent()] });
		ids.push(id);
	}
	const [one, two] = ids as [LeaseId, LeaseId];
	// Of one moment, to the microsecond: the position must tell them apart.
	await withClient(db.url, (client) =>
		client.query("update lease_event set at = '2026-01-02T03:04:05.123456Z' where lease_id = any($1) and seq > 1", [[one, two]]),
	);
	const scope = { tenantId: tenant.id };
	const all = await history.events(scope, { limit: 50 });
	expect(all).toHaveLength(10);
	const key = ({ leaseId, seq }: ListedEvent) => `${leaseId}/${seq}`;
	expect(new Set(all.map(key)).size).toBe(10);
	expect(all.filter(({ leaseId }) => leaseId === one).map(({ seq }) => seq)).toEqual([1, 5, 4, 3, 2]);
	const paged: ListedEvent[] = [];
	for (let before: EventPosition | undefined; ; ) {
		const page = await history.events(scope, { limit: 3, ...(before && { before }) });
		paged.push(...page);
		before = page.at(-1);
		if (page.length < 3) break;
	}
	expect(paged).toEqual(all);
	const told = async (options: Partial<Parameters<typeof history.events>[1]>) =>
		(await history.events(scope, { limit: 50, ...options })).length;
	expect(await told({ types: ["cancelRequested", "cancelRequested"] })).toBe(2);
	expect(await told({ types: ["cancelRequested", "moved"] })).toBe(4);
	expect(await told({ types: ["expiring"] })).toBe(0);
	expect(await told({ until: new Date("2026-01-03T00:00:00Z") })).toBe(8);
	expect(await told({ from: new Date("2026-01-03T00:00:00Z") })).toBe(2);
	const ofOne = await history.eventsOf(one, { limit: 2, types: ["quarantined"] });
	expect(ofOne.map(({ seq }) => seq)).toEqual([5, 4]);
	expect((await history.eventsOf(one, { limit: 9, before: 4 })).map(({ seq }) => seq)).toEqual([3, 2, 1]);
	expect((await history.events("all", { limit: 50 })).some(({ leaseId }) => leaseId === ids[2])).toBe(true);
});
