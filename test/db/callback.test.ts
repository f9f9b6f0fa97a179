import { type CallbackId, type LeaseId, newId, type OperationId } from "@berth/core";
import type { CallbackStore, Database } from "@berth/db";
import { expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createScene, newLease, newOperation } from "./fixture.ts";

const SOON = 20_000;

/** A lease and the means to owe its owner something. */
async function leaseOf({ database }: TestDatabase, tenantId: Parameters<typeof newLease>[0]) {
	const { leases } = database.stores;
	const lease = await leases.create(newLease(tenantId));
	const owe = async (n: number, operationId?: OperationId) => {
		const newOne = operationId === undefined ? newOperation("restart") : undefined;
		const id = newOne?.id ?? operationId ?? newId<OperationId>();
		await leases.change(lease.id, "all", null, () => ({
			result: null,
			change: {
				...(newOne && { newOperation: newOne }),
				callback: { operationId: id, url: "http://127.0.0.1/", body: { n } },
				events: [{ actor: "test", operationId: id, body: { type: "cancelRequested" } }],
			},
		}));
		return id;
	};
	return { id: lease.id, owe };
}

/** Delivers with a receiver that answers as it is told, and says in which order it was asked. */
function deliverer({ callbacks }: Pick<Database, "callbacks">, answer: (n: number, tries: number) => number) {
	const asked: number[] = [];
	const deliver = async (leaseId: LeaseId) => {
		const next = await callbacks.takeNext(leaseId);
		if (next === null) return null;
		if (next === "busy") return 0;
		const n = Number(next.callback.body.n);
		asked.push(n);
		const status = answer(n, next.callback.attempts);
		const ok = status < 300;
		const { more } = await callbacks.note(
			next.callback.id,
			{ status, error: ok ? null : `The receiver answered ${status}.`, durationMs: 1 },
			ok ? "delivered" : status === 410 ? "abandoned" : "owed",
		);
		// At once: the library looks for what is due later only now and then.
		return more ? 0 : null;
	};
	return { asked, deliver };
}

const ended = (callbacks: CallbackStore, id: LeaseId, count: number) =>
	waitUntil(
		async () => {
			const all = await callbacks.list(id, 10);
			return all.length === count && all.every(({ deliveredAt, abandonedAt }) => deliveredAt ?? abandonedAt) ? all : null;
		},
		{ timeoutMs: SOON, what: `${count} callbacks to end` },
	);

test("callbacks of a lease arrive in their order, whatever fails between, and another lease's do not wait for them", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { callbacks } = db.database;
	const [slow, quick] = [await leaseOf(db, tenant.id), await leaseOf(db, tenant.id)];
	let isUp = false;
	const { asked, deliver } = deliverer(db.database, (n) => (n === 3 ? 410 : n < 10 && !isUp ? 503 : 200));
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(deliver, stop.signal);
	for (const n of [1, 2, 3, 4]) await slow.owe(n);
	await quick.owe(10);
	await ended(callbacks, quick.id, 1);
	await waitUntil(() => asked.filter((n) => n === 1).length >= 3, { timeoutMs: SOON, what: "the first to be tried again" });
	expect(new Set(asked)).toEqual(new Set([1, 10]));
	isUp = true;
	const all = await ended(callbacks, slow.id, 4);
	stop.abort();
	await jobs;
	expect(asked.filter((n, at) => n < 10 && asked[at - 1] !== n && n !== asked.slice(0, at).findLast((m) => m < 10))).toEqual([1, 2, 3, 4]);
	expect(all.map(({ body, lastError }) => [body.n, lastError])).toEqual([
		[4, null],
		[3, "The receiver answered 410."],
		[2, null],
		[1, null],
	]);
	expect(all.find(({ body }) => body.n === 3)).toMatchObject({ deliveredAt: null, abandonedAt: expect.any(Date) });
	const first = all.at(-1);
	const tries = await callbacks.attempts(first?.id ?? newId<CallbackId>(), 100);
	expect(tries).toHaveLength(first?.attempts ?? 0);
	expect(tries.map(({ status }) => status)).toEqual([...tries.slice(1).map(() => 503), 200]);
	const left = await withClient(db.url, (client) => client.query("select from graphile_worker.jobs"));
	expect(left.rowCount).toBe(0);
});

test("an operation owes one callback at most, and what was sent is sent again only when it is asked for", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { callbacks } = db.database;
	const lease = await leaseOf(db, tenant.id);
	const operationId = await lease.owe(1);
	await lease.owe(2, operationId);
	const { asked, deliver } = deliverer(db.database, () => 200);
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(deliver, stop.signal);
	const [told] = await ended(callbacks, lease.id, 1);
	expect(asked).toEqual([1]);
	expect(await callbacks.redeliver(told?.id ?? newId<CallbackId>())).toMatchObject({ deliveredAt: null, abandonedAt: null });
	await waitUntil(() => asked.length === 2, { timeoutMs: SOON, what: "the second delivery" });
	await ended(callbacks, lease.id, 1);
	stop.abort();
	await jobs;
	await expect(callbacks.redeliver(newId<CallbackId>())).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("one try at a time is made of a lease's callbacks, and one that died with its process is made again", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	const { callbacks } = db.database;
	const lease = await leaseOf(db, tenant.id);
	await lease.owe(1);
	await lease.owe(2);
	const taken = await Promise.all(Array.from({ length: 8 }, () => callbacks.takeNext(lease.id)));
	expect(taken.filter((one) => one === "busy")).toHaveLength(7);
	// The process that took it is dead: its time is over, and the library's hold on its job, too.
	await withClient(db.url, (client) =>
		client.query(`update callback set held_until = now() - interval '1 s' where held_until is not null;
			update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now() - interval '61 s'`),
	);
	const { asked, deliver } = deliverer(db.database, () => 200);
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(deliver, stop.signal);
	const all = await ended(callbacks, lease.id, 2);
	expect(asked).toEqual([1, 2]);
	expect(all.map(({ attempts }) => attempts)).toEqual([1, 2]);
	stop.abort();
	await jobs;
});

test("a runner whose note of an end fails starts again and delivers, and ends nothing else", async () => {
	const warnings: string[] = [];
	await using db = await createTestDatabase({ onWarning: (message) => void warnings.push(message) });
	const { tenant } = await createScene(db);
	const { callbacks } = db.database;
	const [lost, next] = [await leaseOf(db, tenant.id), await leaseOf(db, tenant.id)];
	const { asked, deliver } = deliverer(db.database, () => 200);
	const rename = (from: string, to: string) =>
		withClient(db.url, (client) => client.query(`alter table graphile_worker.${from} rename to ${to}`));
	const stop = new AbortController();
	const jobs = db.database.runCallbackJobs(async (leaseId) => {
		const waitMs = await deliver(leaseId);
		// The library's table is away when it wants to note that the job is over.
		if (leaseId === lost.id) await rename("_private_jobs", "away");
		return waitMs;
	}, stop.signal);
	await lost.owe(1);
	await waitUntil(() => warnings.length > 0, { timeoutMs: SOON, what: "the warning" });
	await rename("away", "_private_jobs");
	await next.owe(2);
	await ended(callbacks, next.id, 1);
	stop.abort();
	await jobs;
	expect(asked).toEqual([1, 2]);
	expect(new Set(warnings)).toEqual(new Set(["the runner of deliver_callbacks reports trouble"]));
});

test("closing the database ends a delivery under way", async () => {
	await using db = await createTestDatabase();
	const { tenant } = await createScene(db);
	await (await leaseOf(db, tenant.id)).owe(1);
	const under = Promise.withResolvers<void>();
	const jobs = db.database.runCallbackJobs((_, signal) => {
		under.resolve();
		return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
	}, new AbortController().signal);
	await under.promise;
	await Promise.all([db.database.close(), db.database.close()]);
	await expect(jobs).resolves.toBeUndefined();
});
