import type { LeaseId, OperationId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { anEvent, createScene, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const provisioned = async () => {
	const scene = await createScene(db);
	return { ...scene, lease: await db.database.stores.leases.create(newLease(scene.tenant.id)) };
};
const codeOf = (results: readonly PromiseSettledResult<unknown>[]) =>
	results.flatMap((result): string[] => (result.status === "rejected" ? [result.reason.code] : []));

test("twenty changes at once lose none: each sees the one before, and the events have no gap", async () => {
	const { lease } = await provisioned();
	const { leases, reader } = db.database.stores;
	const seen: (string | null)[] = [];
	await Promise.all(
		Array.from({ length: 20 }, (_, i) =>
			leases.change(lease.id, "all", null, (before, operation) => {
				// The operation is the one the lease names, in its newest form, also after a wait for the lock.
				seen.push(operation?.id === before.operationId ? (operation?.message ?? null) : "stale");
				const asked = i % 4 === 0 ? newOperation("restart") : null;
				const operationId: OperationId = asked?.id ?? before.operationId ?? newOperation("restart").id;
				return {
					result: null,
					change: {
						set: { operationId, attempt: before.attempt + 1 },
						...(asked === null ? { operations: [{ id: operationId, message: `after ${before.version}` }] } : { newOperation: asked }),
						events: Array.from({ length: 1 + (i % 3) }, () => anEvent()),
					},
				};
			}),
		),
	);
	expect(seen).not.toContain("stale");
	const after = await leases.find(lease.id, "all");
	expect(after).toMatchObject({ version: 21, attempt: 20 });
	const { events, complete } = await reader.events(lease.id, 0, 1_000);
	expect(complete).toBe(true);
	expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: after?.eventSeq ?? 0 }, (_, i) => i + 1));
	expect(events.map(({ at }) => at.getTime())).toEqual(events.map(({ at }) => at.getTime()).sort((a, b) => a - b));
});

test("an operation read after a wait for the lock is as the other transaction left it", async () => {
	const { lease } = await provisioned();
	const operationId = lease.operationId ?? newOperation("provision").id;
	await withClient(db.url, async (client) => {
		await client.query("begin");
		await client.query("select from lease where id = $1 for update", [lease.id]);
		const changed = db.database.stores.leases.change(lease.id, "all", null, (_, operation) => ({
			result: operation?.message,
			change: null,
		}));
		await waitUntil(
			async () =>
				(await client.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).rowCount,
			{ timeoutMs: 20_000, what: "the change to wait for the lock" },
		);
		await client.query("update operation set message = 'news' where id = $1", [operationId]);
		await client.query("update lease set version = version + 1 where id = $1", [lease.id]);
		await client.query("commit");
		expect((await changed).result).toBe("news");
	});
});

test("a claim that is not ours any more writes nothing", async () => {
	const { lease, fence, node } = await provisioned();
	const { leases, nodes } = db.database.stores;
	const write = (with_ = fence) => leases.change(lease.id, "all", with_, () => ({ result: null, change: { events: [anEvent()] } }));
	await write();
	await expect(write({ ...fence, epoch: fence.epoch + 1 })).rejects.toMatchObject({ code: "CLAIM_LOST" });
	const { fence: elsewhere } = await createScene(db);
	await expect(write(elsewhere)).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await withClient(db.url, (client) => client.query("update node set claimed_until = now() where id = $1", [node.id]));
	await expect(write()).rejects.toMatchObject({ code: "CLAIM_LOST" });
	const successor = await nodes.claim(node.id, "another", 60_000);
	await expect(write()).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await write(successor ?? fence);
	expect(await leases.find(lease.id, "all")).toMatchObject({ version: 3, eventSeq: 3 });
});

test("capacity is given back once, however many ask at once", async () => {
	const { lease, node, tenant } = await provisioned();
	const { leases, nodes } = db.database.stores;
	const other = await leases.create(newLease(tenant.id));
	expect(other.nodeId).toBe(node.id);
	await Promise.all(
		Array.from({ length: 8 }, () =>
			leases.change(lease.id, "all", null, () => ({ result: null, change: { releaseCapacity: true, events: [] } })),
		),
	);
	expect((await leases.find(lease.id, "all"))?.holds).toBeNull();
	expect((await nodes.find(node.id))?.reserved).toEqual(other.holds);
	const used = await withClient(db.url, (client) =>
		client.query("select leases_used, cpu_millis_used from tenant where id = $1", [tenant.id]),
	);
	expect(used.rows).toEqual([{ leases_used: 1, cpu_millis_used: "500" }]);
});

test("a foreign tenant's lease is not found, to read or to change", async () => {
	const { lease } = await provisioned();
	const { tenant: stranger } = await createScene(db);
	const { leases } = db.database.stores;
	const scope = { tenantId: stranger.id };
	expect(await leases.find(lease.id, scope)).toBeNull();
	expect(await leases.list(scope, { limit: 10, search: lease.id })).toEqual([]);
	const change = leases.change(lease.id, scope, null, () => {
		throw new Error("decide must not see it");
	});
	await expect(change).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("what decide throws leaves nothing written and reaches the caller", async () => {
	const { lease } = await provisioned();
	const { leases } = db.database.stores;
	const refuse = new Error("not in this state");
	const change = leases.change(lease.id, "all", null, () => {
		throw refuse;
	});
	await expect(change).rejects.toBe(refuse);
	expect(await leases.find(lease.id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
});

test("a done operation never changes, and an operation has one callback", async () => {
	const { lease } = await provisioned();
	const { leases, operations } = db.database.stores;
	const id = lease.operationId ?? newOperation("provision").id;
	const end = (state: "succeeded" | "failed") =>
		leases.change(lease.id, "all", null, () => ({
			result: null,
			change: {
				operations: [{ id, state, message: state }],
				callback: { operationId: id, url: "http://127.0.0.1/", body: { state } },
				events: [],
			},
		}));
	await Promise.all([end("succeeded"), end("failed")]);
	const first = await operations.find(id);
	await Promise.all([end("failed"), end("succeeded")]);
	expect(await operations.find(id)).toEqual(first);
	expect(await db.database.callbacks.list(lease.id, 10)).toMatchObject([{ body: { state: first?.state } }]);
	const jobs = await withClient(db.url, (client) =>
		client.query("select from graphile_worker.jobs where key = 'callbacks:' || $1", [lease.id]),
	);
	expect(jobs.rowCount).toBe(1);
});

test("of two commands with one idempotency key at once, one is written", async () => {
	const { lease } = await provisioned();
	const { leases, operations } = db.database.stores;
	const ask = (leaseId: LeaseId) =>
		leases.change(leaseId, "all", null, () => {
			const asked = newOperation("restart", "key-twice");
			return { result: asked.id, change: { set: { operationId: asked.id }, newOperation: asked, events: [anEvent()] } };
		});
	const results = await Promise.allSettled([ask(lease.id), ask(lease.id), ask(lease.id)]);
	expect(codeOf(results)).toEqual(["IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_REUSED"]);
	expect(await leases.find(lease.id, "all")).toMatchObject({ version: 2, eventSeq: 2 });
	expect(await operations.list(lease.id, 10)).toHaveLength(2);
});

test("a change that met a deadlock is decided and written again", async () => {
	const { lease, node } = await provisioned();
	const { leases } = db.database.stores;
	let decided = 0;
	await withClient(db.url, async (client) => {
		await client.query("begin");
		// The other side of the deadlock detects it later, so the change is the one that is aborted.
		await client.query("set local deadlock_timeout = '20s'");
		await client.query("select from node where id = $1 for update", [node.id]);
		const changed = leases.change(lease.id, "all", null, () => {
			decided++;
			return { result: null, change: { releaseCapacity: true, events: [anEvent()] } };
		});
		await waitUntil(() => decided === 1, { timeoutMs: 20_000, what: "the change to hold the lease" });
		await client.query("select from lease where id = $1 for update", [lease.id]);
		await client.query("commit");
		await changed;
	});
	// More often where the second try is back before the other side is awake: then they meet again.
	expect(decided).toBeGreaterThanOrEqual(2);
	expect(await leases.find(lease.id, "all")).toMatchObject({ version: 2, holds: null });
});

test("the counts per state add up after many moves at once", async () => {
	const { tenant } = await createScene(db);
	const { leases } = db.database.stores;
	const made = await Promise.all(Array.from({ length: 12 }, () => leases.create(newLease(tenant.id))));
	const move = (id: LeaseId, state: "ready" | "failed" | "closed") =>
		leases.change(id, "all", null, () => ({ result: null, change: { set: { state }, events: [] } }));
	// Enough moves to be added up on the way, by several at once.
	for (let round = 0; round < 12; round++) await Promise.all(made.map(({ id }, i) => move(id, (i + round) % 2 ? "ready" : "failed")));
	await Promise.all(made.slice(0, 3).map(({ id }) => move(id, "closed")));
	const { rows } = await withClient(db.url, (client) =>
		client.query("select state, count(*)::int as count from lease where tenant_id = $1 and state <> 'closed' group by state", [tenant.id]),
	);
	expect(await leases.countByState({ tenantId: tenant.id })).toEqual(Object.fromEntries(rows.map(({ state, count }) => [state, count])));
	const all = Object.values(await leases.countByState("all")).reduce((sum, count) => sum + count, 0);
	const open = await withClient(db.url, (client) => client.query("select from lease where state <> 'closed'"));
	expect(all).toBe(open.rowCount);
	const left = await withClient(db.url, (client) => client.query("select from lease_count_change"));
	expect(left.rowCount).toBeLessThan(300);
});
