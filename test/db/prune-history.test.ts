import { type ApiKeyId, type DiagnosticId, type LeaseId, newId, type OperationId } from "@berth/core";
import type { HistoryKind, LeaseChange } from "@berth/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { anEvent, createScene, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const DAY = 86_400_000;

const change = (id: LeaseId, what: Partial<LeaseChange>) =>
	db.database.stores.leases.change(id, "all", null, (lease) => ({
		result: lease,
		change: { events: [], ...what },
	}));

/** Makes the next release of a lease, and says which number it has. */
const release = async (id: LeaseId, status: "active" | "failed" | "deploying", rollbackOf: number | null = null): Promise<number> => {
	const lease = await db.database.stores.leases.find(id, "all");
	const number = (lease?.releaseSeq ?? 0) + 1;
	const made = { number, manifest: { services: {} }, items: [], cause: "update", rollbackOf, note: null, createdBy: "x" } as const;
	await change(id, { newRelease: made, ...(status !== "deploying" && { releases: [{ number, status }] }) });
	return number;
};

const age = (table: string, column: string, days: number, where = "true") =>
	withClient(db.url, (client) => client.query(`update ${table} set ${column} = now() - ${days} * interval '1 day' where ${where}`));

/** Prunes until nothing is left to look at, in slices so small that they begin and end anywhere. */
async function prune(kind: HistoryKind, keptMs: number, limit = 3): Promise<number> {
	const { history } = db.database.stores;
	let position: string | null = null;
	let pruned = 0;
	for (;;) {
		const slice = await history.prune(kind, { keptMs, limit, position, keepLast: 3 });
		pruned += slice.pruned;
		({ position } = slice);
		if (slice.isDone) return pruned;
	}
}

test("old releases go, but never the last ones, the active one, one that a kept one repeats or that an operation under way makes active", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const { id, operationId } = await leases.create(newLease(tenant.id));
	const other = await leases.create(newLease(tenant.id));
	if (operationId === null) throw new Error("a new lease is being provisioned");
	await change(id, { releases: [{ number: 1, status: "active" }], operations: [{ id: operationId, state: "succeeded" }] });
	for (let number = 2; number <= 5; number++) await release(id, "failed");
	await release(id, "active");
	const deploying = await release(id, "deploying");
	const operation = { ...newOperation("update"), state: "running" as const, releaseNumber: 4 };
	await change(id, { newOperation: operation });
	for (let number = 8; number <= 10; number++) await release(id, "failed", number === 9 ? 2 : null);
	await age("release", "created_at", 100, `lease_id = '${id}' and number <> 5`);
	const numbers = async () => (await reader.releases(id, { limit: 50 })).map(({ number }) => number).reverse();
	await prune("releases", 200 * DAY);
	expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	await prune("releases", 90 * DAY);
	// 2 is repeated by 9, 4 is on its way, 5 is young, 6 runs, 7 is deploying, and the last three stay.
	expect(await numbers()).toEqual([2, 4, 5, 6, deploying, 8, 9, 10]);
	expect(await reader.release(id, 1)).toBeNull();
	expect((await reader.releases(other.id, { limit: 9 })).map(({ number }) => number)).toEqual([1]);
	expect(await release(id, "failed")).toBe(11);
	await change(id, { operations: [{ id: operation.id, state: "failed" }] });
	await release(id, "failed");
	await release(id, "failed");
	await age("release", "created_at", 100, `lease_id = '${id}'`);
	await prune("releases", 90 * DAY);
	// What the one that is gone now repeated goes in the next round.
	await prune("releases", 90 * DAY);
	expect(await numbers()).toEqual([6, deploying, 11, 12, 13]);
});

test("a log loses its beginning and never its middle, and a reader whose position went hears of it", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader, history } = db.database.stores;
	const events = () => [
		anEvent(),
		{ ...anEvent(), body: { type: "cancelRequested" } as const },
		{ ...anEvent(), body: { type: "renewed", expiresAt: null } as const },
	];
	const ids: LeaseId[] = [];
	for (let i = 0; i < 3; i++) ids.push((await leases.create(newLease(tenant.id, { events: [...events(), ...events()] }))).id);
	const [id, set, young] = ids as [LeaseId, LeaseId, LeaseId];
	await age("lease_event", "at", 40, `lease_id in ('${id}', '${set}') and seq <= 4`);
	// A clock that was set back: what came later says that it was earlier.
	await age("lease_event", "at", 50, `lease_id = '${set}' and seq = 5`);
	const left = async (lease: LeaseId) => (await history.eventsOf(lease, { limit: 20 })).map(({ seq }) => seq).reverse();
	const slice = await history.prune("events", { keptMs: 30 * DAY, limit: 2, position: null, keepLast: 3 });
	expect(slice).toMatchObject({ isDone: false });
	for (const lease of ids) {
		const seqs = await left(lease);
		expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 7 - seqs.length + i));
	}
	await prune("events", 30 * DAY);
	expect(await left(id)).toEqual([5, 6]);
	expect(await left(set)).toEqual([6]);
	expect(await left(young)).toEqual([1, 2, 3, 4, 5, 6]);
	expect(await reader.events(id, 3, 10)).toMatchObject({ complete: false });
	expect(await reader.events(id, 4, 10)).toMatchObject({ complete: true, events: [{ seq: 5 }, { seq: 6 }] });
	await prune("events", -DAY);
	expect(await left(young)).toEqual([]);
	expect(await reader.events(young, 6, 10)).toMatchObject({ complete: true, events: [] });
	expect(await reader.events(young, 5, 10)).toMatchObject({ complete: false });
	await change(young, { events: [anEvent()] });
	expect(await left(young)).toEqual([7]);
});

test("events that a former program wrote come into their tenant's list", async () => {
	const { tenant } = await createScene(db);
	const { leases, history } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	await withClient(db.url, (client) => client.query("update lease_event set tenant_id = null where lease_id = $1", [id]));
	expect(await history.events({ tenantId: tenant.id }, { limit: 5 })).toEqual([]);
	await prune("events", 30 * DAY);
	expect(await history.events({ tenantId: tenant.id }, { limit: 5 })).toMatchObject([{ leaseId: id, seq: 1 }]);
});

test("operations that ended long ago go with what was told of them, but a lease's last one, one under way and one whose callback is owed stay", async () => {
	const { tenant } = await createScene(db);
	const { leases, operations } = db.database.stores;
	const { callbacks } = db.database;
	const made = await leases.create(newLease(tenant.id));
	const ask = async (given: { state: "succeeded" | "running"; callback?: true; key?: string }) => {
		const operation = newOperation("restart", given.key ?? null);
		await change(made.id, { newOperation: { ...operation, state: "running" }, set: { operationId: operation.id } });
		const callback = { operationId: operation.id, url: "http://127.0.0.1/", body: {} };
		if (given.state === "succeeded")
			await change(made.id, { operations: [{ id: operation.id, state: "succeeded" }], ...(given.callback && { callback }) });
		return operation.id;
	};
	const old = await ask({ state: "succeeded", callback: true, key: "old-key-1" });
	const told = await callbacks.takeNext(made.id);
	if (told === null || told === "busy") throw new Error("a callback is owed");
	await callbacks.note(told.callback.id, { status: 200, error: null, durationMs: 1 }, "delivered");
	await change(made.id, { joinedBy: { operationId: old, idempotencyKey: "joined-1", requestHash: "h" } });
	const owed = await ask({ state: "succeeded", callback: true });
	const plain = await ask({ state: "succeeded" });
	const running = await ask({ state: "running" });
	const young = await ask({ state: "succeeded" });
	const last = await ask({ state: "succeeded" });
	const all: OperationId[] = [old, owed, plain, running, young, last];
	// What the other tests made is older, too: a turn ends where it comes to what is young.
	await age("operation", "created_at", 100, `id < '${young}'`);
	await age("operation", "finished_at", 99, `lease_id = '${made.id}' and finished_at is not null and id <> '${young}'`);
	await prune("operations", 90 * DAY, 2);
	const left = await Promise.all(all.map(async (id) => ((await operations.find(id)) === null ? [] : [id])));
	expect(left.flat()).toEqual([owed, running, young, last]);
	expect(await callbacks.find(told.callback.id)).toBeNull();
	expect(await callbacks.attempts(told.callback.id, 5)).toEqual([]);
	expect(await operations.findByKey(tenant.id, "old-key-1")).toBeNull();
	expect(await operations.findByKey(tenant.id, "joined-1")).toBeNull();
});

test("a callback that is owed anew while its operation is looked at stays, and so does the operation", async () => {
	const { tenant } = await createScene(db);
	const { leases, operations } = db.database.stores;
	const { callbacks } = db.database;
	const { id, operationId } = await leases.create(newLease(tenant.id));
	if (operationId === null) throw new Error("a new lease is being provisioned");
	await change(id, {
		operations: [{ id: operationId, state: "succeeded" }],
		callback: { operationId, url: "http://127.0.0.1/", body: {} },
		set: { operationId: null },
	});
	const told = await callbacks.takeNext(id);
	if (told === null || told === "busy") throw new Error("a callback is owed");
	await callbacks.note(told.callback.id, { status: 200, error: null, durationMs: 1 }, "delivered");
	await age("operation", "finished_at", 99, `id = '${operationId}'`);
	await withClient(db.url, async (client) => {
		await client.query("begin");
		await client.query("update callback set delivered_at = null, owed_since = now() where id = $1", [told.callback.id]);
		const pruned = db.database.stores.history.prune("operations", { keptMs: 90 * DAY, limit: 1_000, position: null, keepLast: 3 });
		const waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
		await waitUntil(() => withClient(db.url, async (other) => (await other.query(waits)).rowCount), {
			timeoutMs: 30_000,
			what: "the turn to come to the callback",
		});
		await client.query("commit");
		await pruned;
	});
	expect(await callbacks.find(told.callback.id)).toMatchObject({ deliveredAt: null });
	expect(await operations.find(operationId)).not.toBeNull();
});

test("diagnostics go by age", async () => {
	const { tenant } = await createScene(db);
	const { leases, reader } = db.database.stores;
	const { id } = await leases.create(newLease(tenant.id));
	const diagnostics = Array.from({ length: 5 }, (_, index) => ({
		id: newId<DiagnosticId>(Date.now() + index),
		operationId: null,
		service: "app",
		index,
		reason: "NotReady" as const,
		exitCode: null,
		oomKilled: false,
		healthOutput: null,
		logTail: [],
		detail: null,
	}));
	await change(id, { diagnostics });
	expect((await reader.diagnostics(id, 2, diagnostics[3]?.id)).map(({ index }) => index)).toEqual([2, 1]);
	await age("diagnostic", "at", 40, `lease_id = '${id}' and index < 4`);
	await prune("diagnostics", 50 * DAY);
	expect(await reader.diagnostics(id, 9)).toHaveLength(5);
	await prune("diagnostics", 30 * DAY, 1);
	expect((await reader.diagnostics(id, 9)).map(({ index }) => index)).toEqual([4]);
});

test("logins of programs go a while after they ended, and until then say how they ended", async () => {
	const { deviceLogins } = db.database.stores;
	const begin = (code: string) =>
		deviceLogins.begin(
			{
				keyId: newId<ApiKeyId>(),
				deviceHash: `device-${code}`,
				codeHash: code,
				secretHash: "x",
				program: "berth",
				host: null,
				address: "192.0.2.1",
				scopes: ["read"],
				tenantWanted: null,
			},
			60_000,
		);
	for (const code of ["young", "over", "old", "older"]) expect(await begin(code)).toBeInstanceOf(Date);
	expect(await begin("young"), "of two with one code the second is refused").toBeNull();
	await age("device_login", "expires_at", 0.5, "code_hash = 'over'");
	await age("device_login", "expires_at", 2, "code_hash like 'old%'");
	expect(await prune("logins", DAY, 1)).toBe(2);
	const states = await Promise.all(["young", "over", "old", "older"].map(async (code) => (await deviceLogins.find(code))?.state ?? null));
	expect(states).toEqual(["pending", "expired", null, null]);
});

test("tries go when their window has been over for a while", async () => {
	await withClient(db.url, (client) =>
		client.query(
			"insert into kept_limit values ('now', 1, $1), ('over', 1, $2), ('old', 1, $3), ('older', 1, $3)",
			[1, -1, -2].map((hours) => Date.now() + hours * 3_600_000),
		),
	);
	expect(await prune("tries", 1.5 * 3_600_000, 1)).toBe(2);
	const left = await withClient(db.url, (client) => client.query<{ key: string }>("select key from kept_limit order by key"));
	expect(left.rows.map(({ key }) => key)).toEqual(["now", "over"]);
});

test("of any number of processes one has the turn, until the time for the next one comes, and it goes on where the last one came to", async () => {
	const { history } = db.database.stores;
	const turns = await Promise.all(Array.from({ length: 8 }, () => history.claimTurn("releases", 60_000)));
	expect(turns.filter((turn) => turn !== null)).toEqual([{ position: null }]);
	await history.endTurn("releases", "somewhere");
	expect(await history.claimTurn("releases", 60_000)).toBeNull();
	expect(await history.claimTurn("events", 60_000)).toEqual({ position: null });
	await age("tick", "begun_at", 1);
	const later = await Promise.all(Array.from({ length: 8 }, () => history.claimTurn("releases", 60_000)));
	expect(later.filter((turn) => turn !== null)).toEqual([{ position: "somewhere" }]);
});
