import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { LeaseId } from "@berth/core";
import type { Caller } from "@berth/lease";
import { describe, expect, it } from "vitest";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import type { LeaseWorld } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld, test } = sharedDatabase();

interface Person {
	readonly caller: Caller;
	provision(name: string, image?: string): Promise<LeaseId>;
}

/** One more tenant of the world, with leases of a single container. */
async function newPerson(world: LeaseWorld): Promise<Person> {
	const { id: tenantId } = await world.stores.catalog.putTenant({ name: `tenant ${randomUUID()}` });
	const caller: Caller = { label: "user:test", scope: { tenantId }, seesValues: true };
	return {
		caller,
		provision: async (name, image = "app:1") =>
			(
				await world.service.provision(caller, tenantId, {
					name,
					items: [{ service: "app", sku: "tiny", quantity: 1 }],
					manifest: { services: { app: { image } } },
				})
			).leaseId,
	};
}

const manyOf = (person: Person, count: number, image?: string) =>
	Promise.all(Array.from({ length: count }, (_, at) => person.provision(`many-${at}`, image)));

/** How many of the others were ready before one was. */
const readyBefore = (one: LeaseId, others: readonly LeaseId[]) =>
	withClient(test().url, async (client) => {
		const text = `
			with one as (select max(at) as ready from lease_event where lease_id = $1 and body ->> 'to' = 'ready')
			select count(*)::int as count from lease_event, one where lease_id = any($2) and body ->> 'to' = 'ready' and at < ready`;
		const { rows } = await client.query<{ count: number }>(text, [one, others]);
		return rows[0]?.count ?? Number.NaN;
	});

/** Makes the host as slow as a real one, and counts how much it is made to do at a time. */
function slowDown({ host }: LeaseWorld): { readonly most: () => number } {
	const changes = ["containers.ensure", "containers.start", "containers.stop", "containers.remove"];
	let now = 0;
	let most = 0;
	host.faults.onCall(async ({ operation }, point) => {
		if (!changes.includes(operation)) return;
		now += point === "before" ? 1 : -1;
		most = Math.max(most, now);
		if (point === "before") await pause(25);
	});
	return { most: () => most };
}

/** For a loaded machine: what hangs by plan is not to run out of time. */
const patient = { stepMs: { pull: 120_000, verify: 120_000, other: 120_000 } };

describe("one tenant's fifty leases do not delay another's one", () => {
	it("when the host is slow: the one that came last waits for few of them", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent({ timings: patient });
		await world.nodeLives();
		const load = slowDown(world);
		const letGo = world.host.faults.hang("containers.ensure");
		const [busy, other] = [await newPerson(world), await newPerson(world)];
		const many = await manyOf(busy, 50);
		const one = await other.provision("one");
		const isTold = async () => {
			const rows = await agent.actors.snapshot();
			return rows.length === 51 && rows.every(({ run }) => run === "busy");
		};
		await waitUntil(isTold, { timeoutMs: 60_000, what: "every lease to have its work" });
		letGo();
		await Promise.all([...many, one].map((id) => world.rests(id, ["ready"])));
		// What had a lane when it came, and what was begun beside it; in the order of asking it would be all of them.
		expect(await readyBefore(one, many)).toBeLessThanOrEqual(20);
		expect(load.most(), "lanes bound what the host does at a time").toBeLessThanOrEqual(8);
		expect(load.most()).toBeGreaterThan(1);
	});

	it("when their registry stalls, their programs never come up, or their containers do not stop", async () => {
		await using world = await newWorld();
		const { agent } = world.startAgent({ timings: patient });
		await world.nodeLives();
		const [stalled, sick, stubborn, other] = [
			await newPerson(world),
			await newPerson(world),
			await newPerson(world),
			await newPerson(world),
		];
		const closing = await manyOf(stubborn, 16);
		await Promise.all(closing.map((id) => world.rests(id, ["ready"])));
		const letStop = world.host.faults.hang("containers.stop");
		await Promise.all(closing.map((leaseId) => world.service.close(stubborn.caller, { leaseId })));
		const letPull = world.host.faults.hang("images.pull", (call) => call.subject.includes("stalls"));
		const letWait = world.host.faults.hang("containers.waitReady", (call) => sickOnes.includes(call.leaseId as LeaseId));
		const sickOnes: LeaseId[] = [];
		const pulling = await manyOf(stalled, 16, "stalls:1");
		sickOnes.push(...(await manyOf(sick, 16)));
		await waitUntil(() => agent.lanes().pull.waiting > 0 && agent.lanes().work.waiting > 0, {
			timeoutMs: 30_000,
			what: "the node to be full",
		});
		expect(await world.rests(await other.provision("one"))).toMatchObject({ state: "ready" });
		const states = await Promise.all([...pulling, ...sickOnes].map(async (id) => (await world.stores.leases.find(id, "all"))?.state));
		expect(new Set(states)).toEqual(new Set(["provisioning"]));
		for (const letGo of [letStop, letPull, letWait]) letGo();
		await Promise.all([...pulling, ...sickOnes].map((id) => world.rests(id, ["ready"])));
		await Promise.all(closing.map((id) => world.rests(id, ["closed"])));
		await waitUntil(() => agent.lanes().work.running === 0, { timeoutMs: 20_000, what: "every lane to be given back" });
		expect(agent.lanes()).toEqual({ work: { waiting: 0, running: 0 }, pull: { waiting: 0, running: 0 } });
	});
});

it("work that waits for a lane says so, and is cancelled or closed without ever having had one", async () => {
	await using world = await newWorld();
	const { agent } = world.startAgent({ timings: patient, lanes: { workers: 2, perTenant: 1, closing: 1 } });
	await world.nodeLives();
	const person = await newPerson(world);
	const letGo = world.host.faults.hang("containers.ensure");
	const first = await person.provision("first");
	const isHeld = () => world.host.faults.calls.some(({ operation }) => operation === "containers.ensure");
	await waitUntil(isHeld, { timeoutMs: 20_000, what: "the first to hold its lane" });
	const [second, third] = [await person.provision("second"), await person.provision("third")];
	const waiting = async () => (await agent.actors.snapshot()).filter(({ leaseId }) => leaseId === second || leaseId === third);
	await waitUntil(async () => (await waiting()).every(({ current }) => current?.startsWith("waiting for a lane")), {
		timeoutMs: 20_000,
		what: "the others to say that they wait",
	});
	const rows = await waiting();
	// Hints of two leases come in any order.
	expect(new Set(rows.map(({ current }) => current))).toEqual(
		new Set(["waiting for a lane: 0 before it", "waiting for a lane: 1 before it"]),
	);
	for (const row of rows) expect(row).toMatchObject({ run: "busy", deadlineAt: null, stuckMs: 0 });

	const { operation } = await world.service.get(person.caller, second);
	await world.service.cancel(person.caller, { leaseId: second, operationId: operation?.id ?? "" });
	expect(await world.rests(second)).toMatchObject({ state: "failed", reason: "Cancelled" });
	expect((await world.service.get(person.caller, second)).operation).toMatchObject({ state: "cancelled", reason: "Cancelled" });
	await world.service.close(person.caller, { leaseId: third });
	expect(await world.rests(third)).toMatchObject({ state: "closed" });
	expect(world.host.containers()).toEqual([]);
	letGo();
	expect(await world.rests(first)).toMatchObject({ state: "ready" });
	expect(world.host.containers().map(({ leaseId }) => leaseId)).toEqual([first]);
});
