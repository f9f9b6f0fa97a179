import { type LeaseHint, openDatabase } from "@berth/db";
import { expect, test } from "vitest";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { anEvent, createScene, newLease } from "./fixture.ts";
import { createTcpProxy } from "./tcp-proxy.ts";

const SOON = 20_000;

const hear = () => {
	const heard = { hints: [] as LeaseHint[], resyncs: 0 };
	return { heard, onHint: (hint: LeaseHint) => void heard.hints.push(hint), onResync: () => void heard.resyncs++ };
};

test("a commit is told to other processes, once, and a refused change is not told at all", async () => {
	await using db = await createTestDatabase();
	await using other = await openDatabase({ url: db.url, poolMax: 2, statementTimeoutMs: 5_000 });
	const { tenant, fence } = await createScene(db);
	const { leases } = db.database.stores;
	const ear = hear();
	const deaf = other.stores.wakeups.subscribe(ear);
	// One subscriber that throws takes nothing from the others.
	other.stores.wakeups.subscribe({
		onHint: () => {
			throw new Error("a broken subscriber");
		},
		onResync: () => undefined,
	});
	await waitUntil(() => ear.heard.resyncs === 1, { timeoutMs: SOON, what: "the listener" });
	const lease = await leases.create(newLease(tenant.id));
	const lost = leases.change(lease.id, "all", { ...fence, epoch: 99 }, () => ({ result: null, change: { events: [anEvent()] } }));
	await expect(lost).rejects.toMatchObject({ code: "CLAIM_LOST" });
	await leases.change(lease.id, "all", null, () => ({ result: null, change: null }));
	await leases.change(lease.id, "all", fence, () => ({ result: null, change: { events: [anEvent(), anEvent()] } }));
	await waitUntil(() => ear.heard.hints.length >= 2, { timeoutMs: SOON, what: "two hints" });
	const { state, operationId, generation, cancelRequested } = lease;
	const row = { state, operationId, generation, cancelRequested, isQuarantined: false };
	const where = { leaseId: lease.id, tenantId: tenant.id, nodeId: lease.nodeId, row };
	expect(ear.heard.hints).toEqual([
		{ ...where, seq: 1 },
		{ ...where, seq: 3 },
	]);
	deaf();
	await leases.change(lease.id, "all", null, () => ({ result: null, change: { events: [] } }));
	expect(ear.heard.hints).toHaveLength(2);
});

test("a listener whose connection is ended comes back, says so, and hears again", async () => {
	const warnings: string[] = [];
	let reconnects = 0;
	const observer = { query: () => () => undefined, listenReconnected: () => void reconnects++ };
	await using db = await createTestDatabase({ onWarning: (message) => warnings.push(message), observer });
	const { tenant } = await createScene(db);
	const ear = hear();
	db.database.stores.wakeups.subscribe(ear);
	for (let round = 1; round <= 3; round++) {
		await waitUntil(() => ear.heard.resyncs === round, { timeoutMs: SOON, what: `connection ${round} of the listener` });
		const lease = await db.database.stores.leases.create(newLease(tenant.id));
		await waitUntil(() => ear.heard.hints.at(-1)?.leaseId === lease.id, { timeoutMs: SOON, what: "the hint" });
		await withClient(db.url, (client) =>
			client.query(
				"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'berth listener' and datname = current_database()",
			),
		);
	}
	// The third loss is heard of after the last round alone.
	await waitUntil(() => reconnects === 3, { timeoutMs: SOON, what: "the last reconnect" });
	expect(new Set(warnings)).toEqual(new Set(["the listener lost its database connection"]));
});

test("while the database is away calls say so, and afterwards everything goes on by itself", async () => {
	await using db = await createTestDatabase();
	await using proxy = await createTcpProxy(db.url);
	const { tenant, fence } = await createScene(db);
	const warnings: Error[] = [];
	await using database = await openDatabase({
		url: proxy.url,
		poolMax: 4,
		statementTimeoutMs: 5_000,
		onWarning: (_, error) => void warnings.push(error),
	});
	const { leases, nodes, wakeups } = database.stores;
	const ear = hear();
	wakeups.subscribe(ear);
	const stop = new AbortController();
	const jobs = database.runCallbackJobs(async () => null, stop.signal);
	await waitUntil(() => ear.heard.resyncs === 1, { timeoutMs: SOON, what: "the listener" });
	const lease = await leases.create(newLease(tenant.id));
	await waitUntil(() => ear.heard.hints.length === 1, { timeoutMs: SOON, what: "the first hint" });
	// One connection is cut in the middle of a transaction: it holds the lock that the change waits for.
	await withClient(db.url, async (blocker) => {
		await blocker.query("begin");
		await blocker.query("select from lease where id = $1 for update", [lease.id]);
		const cutOff = leases.change(lease.id, "all", fence, () => ({ result: null, change: { events: [anEvent()] } }));
		cutOff.catch(() => undefined);
		await waitUntil(
			async () =>
				(await blocker.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).rowCount,
			{ timeoutMs: SOON, what: "the change to wait" },
		);
		await proxy.cut();
		await expect(cutOff).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
		await blocker.query("rollback");
	});
	await expect(leases.find(lease.id, "all")).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	await expect(nodes.list()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	await expect(database.ping()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
	await proxy.mend();
	await waitUntil(() => ear.heard.resyncs === 2, { timeoutMs: SOON, what: "the listener to be back" });
	await leases.change(lease.id, "all", fence, () => ({ result: null, change: { events: [anEvent()] } }));
	await waitUntil(() => ear.heard.hints.length >= 2, { timeoutMs: SOON, what: "a hint after the outage" });
	expect(warnings.length).toBeGreaterThan(0);
	stop.abort();
	await jobs;
});

test("a statement that takes too long is stopped and says so", async () => {
	await using db = await createTestDatabase({ statementTimeoutMs: 200 });
	const { tenant } = await createScene(db);
	const lease = await db.database.stores.leases.create(newLease(tenant.id));
	await withClient(db.url, async (blocker) => {
		await blocker.query("begin");
		await blocker.query("select from lease where id = $1 for update", [lease.id]);
		const change = db.database.stores.leases.change(lease.id, "all", null, () => ({ result: null, change: null }));
		await expect(change).rejects.toMatchObject({ code: "TIMEOUT" });
	});
});
