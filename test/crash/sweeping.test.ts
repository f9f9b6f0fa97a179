import { DAY, type LeaseId } from "@berth/core";
import { describe, expect, it } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import type { LeaseWorld } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld, test } = sharedDatabase();

const ready = async (world: LeaseWorld, name = "one") => {
	const id = await world.provision(name);
	await world.rests(id, ["ready"]);
	return id;
};
/** Moves the end of a lease's term to so long from now, by the database's clock, as time does. */
const endsIn = (id: LeaseId, ms: number) =>
	withClient(test().url, (client) =>
		client.query("update lease set expires_at = now() + $2::float8 * interval '1 ms' where id = $1", [id, ms]),
	);
const eventsOf = async (world: LeaseWorld, id: LeaseId) => (await world.stores.reader.events(id, 0, 1_000)).events;
const announcements = async (world: LeaseWorld, id: LeaseId) => (await eventsOf(world, id)).filter(({ body }) => body.type === "expiring");

describe("a lease whose term is over", () => {
	it("is closed as by a close, says why, and tells whoever watches it", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const [over, endless] = [await ready(world, "over"), await ready(world, "endless")];
		await endsIn(over, -1);
		await world.rests(over, ["closed"]);
		expect(world.host.containers().every(({ leaseId }) => leaseId === endless)).toBe(true);
		const moved = (await eventsOf(world, over)).find(({ body }) => body.type === "moved" && body.to === "deprovisioning");
		expect(moved).toMatchObject({ actor: "system:expiry", body: { event: "closeRequested", reason: "Expired" } });
		const [close] = (await world.service.operations(world.caller, { leaseId: over, limit: 1 })).operations;
		expect(close).toMatchObject({ kind: "close", state: "succeeded", requestedBy: "system:expiry" });
		expect((await world.stores.leases.find(endless, "all"))?.state).toBe("ready");
		// A callback of the close, too: asked by what must hold of every operation that has an address.
		expect(await world.broken()).toEqual([]);
		const { rows } = await withClient(test().url, (client) =>
			client.query("select o.kind from callback c join operation o on o.id = c.operation_id where c.lease_id = $1 order by o.id", [over]),
		);
		expect(rows.map(({ kind }) => kind)).toEqual(["provision", "close"]);
	});

	it("leaves what a close that says nothing leaves: as its tenant, then its size, has it", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const { stores, tenantId } = world;
		const size = { cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 2 ** 26, pidsMax: 64, position: 9, enabled: true };
		await stores.catalog.putSku({ ...size, name: "fleeting", closeData: "destroy" });
		const items = (sku: string) => [{ service: "db", sku, quantity: 1 }];
		const manifest = { services: { db: { image: "app:keeps-data" } } };
		const closed = async (name: string, sku: string) => {
			const id = await world.provision(name, { items: items(sku), manifest });
			await world.rests(id, ["ready"]);
			await endsIn(id, -1);
			return (await world.rests(id, ["closed"])).closeData;
		};
		expect([await closed("kept", "disk"), await closed("lost", "fleeting")]).toEqual(["retain", "destroy"]);
		await withClient(test().url, (client) => client.query("update tenant set close_data = 'retain' where id = $1", [tenantId]));
		expect(await closed("kept by its tenant", "fleeting")).toBe("retain");
	});

	it("is closed whatever it is doing", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const letGo = world.host.faults.hang("containers.waitReady");
		const id = await world.provision("one");
		await endsIn(id, -1);
		await world.rests(id, ["closed"]);
		letGo();
		expect(await world.broken()).toEqual([]);
	});

	it("is not closed when it was renewed in the last moment", async () => {
		await using world = await newWorld();
		const first = world.startAgent();
		await world.nodeLives();
		const leaseId = await ready(world);
		await first.stop();
		await endsIn(leaseId, -1);
		const { expiresAt } = await world.service.renew(world.caller, {
			leaseId,
			expiresAt: new Date(Date.now() + 2 * DAY).toISOString(),
		});
		expect(expiresAt).not.toBeNull();
		const { agent } = world.startAgent();
		await waitUntil(() => agent.status().lastReconcileAt, { timeoutMs: 20_000, what: "the second agent to work" });
		const other = await ready(world, "other");
		await endsIn(other, -1);
		await world.rests(other, ["closed"]);
		expect((await world.stores.leases.find(leaseId, "all"))?.state).toBe("ready");
	});
});

it("the end of a term is announced once, and once more when it was moved", async () => {
	await using world = await newWorld();
	world.startAgent({ timings: { expiryNoticeMs: DAY } });
	await world.nodeLives();
	const leaseId = await ready(world);
	const renew = (ms: number) => world.service.renew(world.caller, { leaseId, expiresAt: new Date(Date.now() + ms).toISOString() });
	const announced = (count: number) =>
		waitUntil(async () => (await announcements(world, leaseId)).length === count, { timeoutMs: 20_000, what: `${count} announcements` });
	await renew(DAY / 2);
	await announced(1);
	const { expiresAt } = await renew(DAY / 3);
	await announced(2);
	expect((await announcements(world, leaseId)).at(-1)).toMatchObject({ actor: "system:expiry", body: { expiresAt } });
	await renew(3 * DAY);
	// Sweeps go on: this one shows that some have passed.
	const over = await ready(world, "over");
	await endsIn(over, -1);
	await world.rests(over, ["closed"]);
	expect(await announcements(world, leaseId)).toHaveLength(2);
});

it("webhooks are told by sweeps of data that goes soon and of an actor that is stuck, each once", async () => {
	await using world = await newWorld();
	const { webhooks } = world.stores;
	const owner = { tenantId: null };
	const types = ["retention.expiring", "actor.stuck", "lease.closed"] as const;
	const { id } = await webhooks.create(owner, { url: "https://example.org/", description: "", types }, "user:ada");
	const told = async () => (await webhooks.deliveries(owner, id, { limit: 50 })).map(({ type, leaseId }) => `${type} ${leaseId}`);
	// As if each deadline had passed long ago.
	world.startAgent({ timings: { retentionNoticeMs: 365 * DAY, stuckNoticeMs: -DAY } });
	await world.nodeLives();
	const letGo = world.host.faults.hang("containers.waitReady");
	const stuck = await world.provision("stuck");
	await waitUntil(async () => (await told()).includes(`actor.stuck ${stuck}`), {
		timeoutMs: 20_000,
		what: "the stuck actor to be told of",
	});
	letGo();
	await world.rests(stuck, ["ready"]);
	const items = [{ service: "db", sku: "disk", quantity: 1 }];
	const left = await world.provision("left", { items, manifest: { services: { db: { image: "app:keeps-data" } } } });
	await world.rests(left, ["ready"]);
	await endsIn(left, -1);
	await world.rests(left, ["closed"]);
	const expiring = `retention.expiring ${left}`;
	await waitUntil(async () => (await told()).includes(expiring), { timeoutMs: 20_000, what: "the end of the data to be told" });
	// Sweeps go on: this one shows that some have passed.
	const over = await ready(world, "over");
	await endsIn(over, -1);
	await world.rests(over, ["closed"]);
	const all = await told();
	expect(all.filter((one) => one === expiring || one === `lease.closed ${left}`)).toHaveLength(2);
	// Other work may be told of under deadlines of its own; of this try it was once.
	expect(all.filter((one) => one === `actor.stuck ${stuck}`)).toHaveLength(1);
});

describe("a death", () => {
	it("is an operation of its own, with a timeline and one callback to where the last request wanted its", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const id = await ready(world);
		const [web] = world.host.containers().filter(({ service }) => service === "web");
		world.host.kill(web?.id ?? "", { exitCode: 3 });
		await world.rests(id, ["failed"]);
		const [operation] = (await world.service.operations(world.caller, { leaseId: id, limit: 1 })).operations;
		expect(operation).toMatchObject({
			kind: "diagnose",
			state: "failed",
			reason: "ContainerExited",
			requestedBy: expect.stringMatching(/^node:/),
			steps: [{ name: "diagnose", state: "succeeded" }],
		});
		const { rows } = await withClient(test().url, (client) =>
			client.query("select c.body from callback c where c.operation_id = $1", [operation?.id]),
		);
		expect(rows).toHaveLength(1);
		expect(await world.broken()).toEqual([]);
	});

	it("that a close overtakes sends none", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const leaseId = await ready(world);
		const gate = world.host.faults.pauseAt("logs.tail");
		const [web] = world.host.containers().filter(({ service }) => service === "web");
		world.host.kill(web?.id ?? "");
		await gate.reached;
		await world.service.close(world.caller, { leaseId, callbackUrl: "http://127.0.0.1:9/close" });
		gate.open();
		await world.rests(leaseId, ["closed"]);
		const { operations } = await world.service.operations(world.caller, { leaseId, limit: 10 });
		expect(operations.map(({ kind, state }) => [kind, state])).toEqual([
			["close", "succeeded"],
			["diagnose", "superseded"],
			["provision", "succeeded"],
		]);
		const { rows } = await withClient(test().url, (client) =>
			client.query("select o.kind from callback c join operation o on o.id = c.operation_id where c.lease_id = $1 order by o.id", [
				leaseId,
			]),
		);
		expect(rows.map(({ kind }) => kind)).toEqual(["provision", "close"]);
	});
});

it("a stopped lease whose containers somebody starts has them stopped again", async () => {
	await using world = await newWorld();
	const { agent, engine } = world.startAgent();
	await world.nodeLives();
	const leaseId = await ready(world);
	await world.service.stop(world.caller, { leaseId });
	await world.rests(leaseId, ["stopped"]);
	const call = { signal: AbortSignal.timeout(20_000) };
	const [one] = world.host.containers();
	await engine.containers.start(one?.id ?? "", call);
	await agent.reconcile();
	await waitUntil(() => world.host.containers().every(({ phase }) => phase !== "running"), {
		timeoutMs: 20_000,
		what: "what runs to be stopped",
	});
	expect((await world.stores.leases.find(leaseId, "all"))?.state).toBe("stopped");
	await world.service.start(world.caller, { leaseId });
	await world.rests(leaseId, ["ready"]);
	expect(await world.broken()).toEqual([]);
});

describe("a restore that failed while its containers could not be removed", () => {
	it("leaves the lease its data, and a close of it keeps the data anew", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const { service, caller, tenantId, host, stores } = world;
		const from = await world.provision("one", {
			items: [{ service: "db", sku: "disk", quantity: 1 }],
			manifest: { services: { db: { image: "app:keeps-data" } } },
		});
		const { volumes } = await world.rests(from, ["ready"]);
		await service.close(caller, { leaseId: from });
		await world.rests(from, ["closed"]);
		const leftBy = async (id: LeaseId) => (await stores.reader.retentions([id])).get(id)?.id;
		const retentionId = await leftBy(from);
		if (retentionId === undefined) throw new Error("its data is kept");
		host.faults.fail("containers.start", { error: "ENGINE_FAILED" });
		host.faults.fail("containers.remove", { times: 1_000, error: "ENGINE_FAILED" });
		const { leaseId } = await service.restore(caller, tenantId, { retentionId, name: "two" });
		expect((await world.rests(leaseId, ["failed"])).volumes).toEqual(volumes);
		expect(await stores.retentions.find(retentionId, "all")).toMatchObject({ state: "restoring", restoringLeaseId: leaseId });
		expect(await world.broken()).toEqual([]);
		await expect(service.retry(caller, { leaseId })).rejects.toMatchObject({ code: "INVALID_STATE" });
		host.faults.clear();
		await service.close(caller, { leaseId });
		await world.rests(leaseId, ["closed"]);
		expect(await stores.retentions.find(retentionId, "all")).toBeNull();
		const again = await leftBy(leaseId);
		expect(await stores.retentions.volumes(again ?? retentionId)).toMatchObject(volumes);
		expect(await world.broken()).toEqual([]);
	});
});
