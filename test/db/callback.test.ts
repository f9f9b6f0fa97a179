import type { CallbackId } from "@berth/core";
import { expect, test } from "vitest";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createScene, newLease, newOperation } from "./fixture.ts";

const SOON = 20_000;

test("a callback is delivered after its commit, again after a failure, and never once it arrived", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { callbacks, stores } = db.database;
	const lease = await stores.leases.create(newLease(tenant.id));
	const operationId = lease.operationId ?? newOperation("provision").id;
	const tried: CallbackId[] = [];
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(async (id) => {
		tried.push(id);
		if (tried.length === 1) {
			await callbacks.noteFailed(id, "status 500");
			throw new Error("the receiver said 500");
		}
		await callbacks.noteDelivered(id);
	}, stop.signal);
	const owe = () =>
		stores.leases.change(lease.id, "all", null, () => ({
			result: null,
			change: { callback: { operationId, url: "http://127.0.0.1/", body: { n: 1 } }, events: [] },
		}));
	await owe();
	await waitUntil(() => tried.length === 1, { timeoutMs: SOON, what: "the first try" });
	// The wait before the second try is crossed by hand.
	await waitUntil(
		() =>
			withClient(db.url, async (client) => {
				const due = await client.query("update graphile_worker._private_jobs set run_at = now() where attempts = 1 and locked_at is null");
				await client.query(`select pg_notify('jobs:insert', '{"r":1,"count":1}')`);
				return due.rowCount === 1;
			}),
		{ timeoutMs: SOON, what: "the failed job to be queued again" },
	);
	const [delivered] = await waitUntil(
		async () => {
			const list = await callbacks.list(lease.id, 10);
			return list[0]?.deliveredAt ? list : null;
		},
		{ timeoutMs: SOON, what: "the delivery" },
	);
	expect(delivered).toMatchObject({ operationId, attempts: 2, lastError: null, body: { n: 1 } });
	expect(tried).toEqual([delivered?.id, delivered?.id]);
	await owe();
	stop.abort();
	await jobs;
	expect(await callbacks.list(lease.id, 10)).toHaveLength(1);
	const left = await withClient(db.url, (client) => client.query("select from graphile_worker.jobs"));
	expect(left.rowCount).toBe(0);
	expect(await callbacks.find(delivered?.id ?? ("" as CallbackId))).toEqual(delivered);
});

test("a delivery that died with its process is made again by the next", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const lease = await db.database.stores.leases.create(newLease(tenant.id));
	const operationId = lease.operationId ?? newOperation("provision").id;
	await db.database.stores.leases.change(lease.id, "all", null, () => ({
		result: null,
		change: { callback: { operationId, url: "http://127.0.0.1/", body: {} }, events: [] },
	}));
	await withClient(db.url, (client) =>
		client.query("update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now() - interval '61 s', attempts = 1"),
	);
	const delivered = Promise.withResolvers<CallbackId>();
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(async (id) => delivered.resolve(id), stop.signal);
	expect((await db.database.callbacks.find(await delivered.promise))?.operationId).toBe(operationId);
	stop.abort();
	await jobs;
});

test("closing the database ends a delivery under way", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const lease = await db.database.stores.leases.create(newLease(tenant.id));
	const operationId = lease.operationId ?? newOperation("provision").id;
	await db.database.stores.leases.change(lease.id, "all", null, () => ({
		result: null,
		change: { callback: { operationId, url: "http://127.0.0.1/", body: {} }, events: [] },
	}));
	const under = Promise.withResolvers<void>();
	const jobs = db.database.runCallbackJobs((_, signal) => {
		under.resolve();
		return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
	}, new AbortController().signal);
	await under.promise;
	await Promise.all([db.database.close(), db.database.close()]);
	await expect(jobs).resolves.toBeUndefined();
});
