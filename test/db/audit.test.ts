import { newId, type OperationId } from "@berth/core";
import type { Audit } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { anEvent, createScene, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
let scene: Awaited<ReturnType<typeof createScene>>;
beforeAll(async () => {
	db = await createTestDatabase();
	scene = await createScene(db);
});
afterAll(() => db[Symbol.asyncDispose]());

const audit = (action: string, given: Partial<Audit> = {}): Audit => ({
	actor: "user:ada@example.org",
	userId: "u1",
	keyId: null,
	tenantId: null,
	address: "192.0.2.1",
	requestId: "r-1",
	action,
	...given,
});
const rowsOf = (action: string) => db.database.stores.audit.list("all", { limit: 50, action });

test("what is written to a lease and the row that tells who asked are one statement: both or neither", async () => {
	const { leases } = db.database.stores;
	const lease = newLease(scene.tenant.id, { audit: audit("lease.provision") });
	await leases.create(lease);
	expect(await rowsOf("lease.provision")).toMatchObject([
		{
			tenantId: scene.tenant.id,
			actor: "user:ada@example.org",
			userId: "u1",
			address: "192.0.2.1",
			requestId: "r-1",
			target: { kind: "lease", id: lease.id },
			outcome: "done",
			facts: { name: lease.name, kind: "provision", operationId: lease.operation.id },
		},
	]);
	// The name is taken: nothing is written, so nothing is told.
	await expect(leases.create({ ...lease, id: newId(), operation: newOperation("provision") })).rejects.toMatchObject({
		code: "NAME_TAKEN",
	});
	expect(await rowsOf("lease.provision")).toHaveLength(1);

	const change = (fail: boolean) =>
		leases.change(
			lease.id,
			{ tenantId: scene.tenant.id },
			null,
			() => ({
				result: null,
				change: {
					set: { quarantined: true },
					events: [anEvent()],
					// Of an operation that is not there, which the database refuses with the whole statement.
					...(fail && { callback: { operationId: newId<OperationId>(), url: "http://127.0.0.1/", body: {} } }),
				},
			}),
			audit("admin.quarantine.set"),
		);
	await expect(change(true)).rejects.toMatchObject({ code: expect.any(String) });
	expect(await rowsOf("admin.quarantine.set")).toEqual([]);
	await change(false);
	expect(await rowsOf("admin.quarantine.set")).toMatchObject([{ target: { kind: "lease", id: lease.id }, facts: { quarantined: true } }]);
	// A decision to write nothing is told by nothing.
	await leases.change(lease.id, "all", null, () => ({ change: null, result: null }), audit("lease.renew"));
	expect(await rowsOf("lease.renew")).toEqual([]);
});

test("what is written by the small stores is told of, and only when it is written", async () => {
	const { catalog } = db.database.stores;
	await catalog.suspendTenant(scene.tenant.id, false, audit("admin.tenants.resume"));
	expect(await rowsOf("admin.tenants.resume")).toMatchObject([{ tenantId: scene.tenant.id, facts: { suspended: false } }]);
	await expect(catalog.retireSku("none", audit("admin.skus.retire"))).rejects.toMatchObject({ code: "SKU_UNKNOWN" });
	expect(await rowsOf("admin.skus.retire")).toEqual([]);
	// A row that cannot be written takes the write with it.
	await withClient(db.url, (client) =>
		client.query("alter table audit_log add constraint no_such_action check (action <> 'admin.tenants.suspend')"),
	);
	await expect(catalog.suspendTenant(scene.tenant.id, true, audit("admin.tenants.suspend"))).rejects.toMatchObject({
		code: expect.any(String),
	});
	expect((await catalog.findTenant(scene.tenant.id))?.suspendedAt).toBeNull();
});

test("a page is narrowed by actor, target, tenant and time, and goes on where the last one ended", async () => {
	const { audit: log } = db.database.stores;
	const before = new Date();
	for (let at = 0; at < 5; at++)
		await log.note(audit("test.page", { actor: `key:${at % 2}` }), { kind: "thing", id: `thing-${at}` }, "done");
	await log.note(audit("test.page", { tenantId: scene.tenant.id }), null, "refused");
	const first = await log.list("all", { limit: 4, action: "test.page" });
	const rest = await log.list("all", { limit: 4, action: "test.page", before: first.at(-1)?.id as (typeof first)[number]["id"] });
	expect([...first, ...rest].map(({ target }) => target?.id ?? null)).toEqual([
		null,
		"thing-4",
		"thing-3",
		"thing-2",
		"thing-1",
		"thing-0",
	]);
	expect(await log.list("all", { limit: 9, actor: "key:1" })).toHaveLength(2);
	expect(await log.list("all", { limit: 9, target: "thing-3" })).toMatchObject([{ actor: "key:1" }]);
	expect(await log.list({ tenantId: scene.tenant.id }, { limit: 9, action: "test.page" })).toMatchObject([
		{ outcome: "refused", target: null },
	]);
	// The database's clock is this machine's.
	const slack = 60_000;
	const within = { from: new Date(before.getTime() - slack), until: new Date(Date.now() + slack) };
	expect(await log.list("all", { limit: 9, action: "test.page", ...within })).toHaveLength(6);
	expect(await log.list("all", { limit: 9, action: "test.page", until: within.from })).toEqual([]);
	expect(await log.list("all", { limit: 9, action: "test.page", from: within.until })).toEqual([]);
});

test("what is older than it is kept is forgotten, and nothing else", async () => {
	const { audit: log, history } = db.database.stores;
	await log.note(audit("test.old"), { kind: "thing", id: "new" }, "done");
	await withClient(db.url, (client) =>
		client.query(`insert into audit_log (id, at, actor, action, outcome)
			values ('00000000-0000-7000-8000-000000000001', now() - interval '400 days', 'x', 'test.old', 'done')`),
	);
	const days = (n: number) => n * 86_400_000;
	expect(await history.prune("audit", { keptMs: days(365), limit: 100, position: null, keepLast: 0 })).toMatchObject({
		pruned: 1,
		isDone: true,
	});
	expect(await rowsOf("test.old")).toMatchObject([{ target: { id: "new" } }]);
});
