import type { LeaseState } from "@berth/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type AgentProcess, createLeaseWorld, type LeaseWorld } from "./lease-world.ts";
import type { Deed } from "./mortal.ts";

interface Verb {
	readonly name: string;
	readonly ends: LeaseState;
	/** Brings a lease to where the verb is asked for. */
	readonly before: (world: LeaseWorld) => Promise<string>;
	readonly ask: (world: LeaseWorld, id: string) => Promise<string>;
}

const callbackUrl = "http://127.0.0.1:9/callback";
const ready = async (world: LeaseWorld) => {
	const id = await world.provision("one");
	await world.rests(id, ["ready"]);
	return id;
};

const verbs: readonly Verb[] = [
	{ name: "provision", ends: "ready", before: async () => "", ask: (world) => world.provision("one") },
	{
		name: "restart",
		ends: "ready",
		before: ready,
		ask: async (world, leaseId) => (await world.service.restart(world.caller, { leaseId, callbackUrl })).leaseId,
	},
	{
		name: "close",
		ends: "closed",
		before: ready,
		ask: async (world, leaseId) => (await world.service.close(world.caller, { leaseId, callbackUrl })).leaseId,
	},
];

/** A verb has some thirty deeds; more than this means that it does not end. */
const DEEDS_MAX = 80;

describe("an agent that is killed", () => {
	let test: TestDatabase;
	beforeAll(async () => {
		test = await createTestDatabase({ poolMax: 5 });
	});
	afterAll(async () => {
		await test[Symbol.asyncDispose]();
	});

	for (const verb of verbs)
		it(`at any write or engine call of a ${verb.name} leaves a lease that the next one brings to ${verb.ends}`, async () => {
			const deaths: string[] = [];
			for (let nth = 1; nth <= DEEDS_MAX; nth++) {
				const death = await dieAt(test, verb, nth);
				if (death === null) break;
				deaths.push(death);
			}
			expect(deaths.length).toBeGreaterThan(5);
			expect(deaths.length).toBeLessThan(DEEDS_MAX);
		});
});

/** Kills the agent at its n-th deed of the verb. Returns what that deed was; null when the verb has fewer. */
async function dieAt(test: TestDatabase, verb: Verb, nth: number): Promise<string | null> {
	await using world = await createLeaseWorld({ test });
	let armed = false;
	let deeds = 0;
	let death: string | null = null;
	const killed = Promise.withResolvers<void>();
	const first: AgentProcess = world.startAgent({
		timings: { reconcileMs: 60_000 },
		onDeed: ({ what }: Deed) => {
			if (!armed || isIdle(what)) return false;
			deeds += 1;
			if (deeds !== nth) return false;
			death = what;
			killed.resolve();
			return true;
		},
	});
	await world.nodeLives();
	const at = await verb.before(world);
	armed = true;
	const id = (await verb.ask(world, at)) as Parameters<LeaseWorld["rests"]>[0];
	await Promise.race([killed.promise, world.rests(id, [verb.ends])]);
	// From here on it lives: a death on the way out would be one that nobody waits for.
	armed = false;
	if (death === null) {
		expect(await world.broken()).toEqual([]);
		return null;
	}
	first.die();
	await world.lapseClaim();
	const second = world.startAgent();
	const lease = await world.rests(id);
	await second.agent.reconcile();
	expect({ state: lease.state, broken: await world.broken() }, `killed after ${verb.name} ${nth}: ${death}`).toEqual({
		state: verb.ends,
		broken: [],
	});
	return death;
}

/** What an agent asks whether or not there is work. */
const isIdle = (what: string): boolean => what.startsWith("host.") || what.startsWith("events.");
