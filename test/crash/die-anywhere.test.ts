import type { LeaseId } from "@berth/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countDeep, isDeep } from "../support/deep.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type AgentProcess, createLeaseWorld } from "./lease-world.ts";
import type { Deed } from "./mortal.ts";
import { type Verb, verbs } from "./verbs.ts";

/** A verb has some forty deeds; more than this means that it does not end. */
const DEEDS_MAX = 150;
/** The quick slice kills at a few deeds of each verb, spread over all of it and others for each verb. */
const QUICK_STRIDE = 11;
const MINUTE = 60_000;

describe("an agent that is killed", () => {
	let test: TestDatabase;
	beforeAll(async () => {
		test = await createTestDatabase({ poolMax: 5 });
	});
	afterAll(async () => {
		await test[Symbol.asyncDispose]();
	});

	for (const [at, verb] of verbs.entries())
		it(
			`at any write or engine call of a ${verb.name} leaves a lease that the next one brings to ${verb.ends}`,
			async () => {
				const stride = isDeep ? 1 : QUICK_STRIDE;
				const deaths: string[] = [];
				for (let nth = 1 + (isDeep ? 0 : at % stride); nth <= DEEDS_MAX; ) {
					const death = await dieAt(test, verb, nth);
					if (death !== null) {
						deaths.push(death);
						await countDeep("crash points", 1);
						nth += stride;
						continue;
					}
					// A short verb has fewer deeds than that; it is killed at one of them all the same.
					if (deaths.length > 0 || nth === 1) break;
					nth = Math.ceil(nth / 2);
				}
				expect(deaths.length).toBeGreaterThan(isDeep ? 5 : 0);
				expect(deaths.length).toBeLessThan(DEEDS_MAX / stride);
			},
			isDeep ? 20 * MINUTE : 3 * MINUTE,
		);
});

/** Kills the agent at its n-th deed of the verb. Returns what that deed was; null when the verb has fewer. */
async function dieAt(test: TestDatabase, verb: Verb, nth: number): Promise<string | null> {
	await using world = await createLeaseWorld({ test });
	let armed = false;
	let deeds = 0;
	let death: string | null = null;
	const killed = Promise.withResolvers<void>();
	const first: AgentProcess = world.startAgent({
		timings: { reconcileMs: 60_000, sweepMs: 200 },
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
	const before = await verb.before(world);
	armed = true;
	const id = await verb.ask(world, before ?? ("" as LeaseId));
	const ended = world.rests(id, [verb.ends]).then(async () => {
		// What was begun by the way, as a rollback that ends where it began, is over when nothing is open.
		await expect.poll(() => world.broken(), { timeout: 60_000, interval: 20 }).toEqual([]);
	});
	await Promise.race([killed.promise, ended]);
	// From here on it lives: a death on the way out would be one that nobody waits for.
	armed = false;
	const about = `killed after ${verb.name} ${nth}: ${death}`;
	if (death === null) {
		expect({ state: (await world.rests(id)).state, broken: await world.broken() }).toEqual({ state: verb.ends, broken: [] });
		return null;
	}
	ended.catch(() => undefined);
	first.die();
	await world.lapseClaim();
	const second = world.startAgent();
	// A verb may end where it began: what is open says that it goes on.
	await expect
		.poll(async () => [(await world.rests(id)).state, ...(await world.broken())], { timeout: 60_000, interval: 20, message: about })
		.toEqual([verb.ends]);
	await second.agent.reconcile();
	expect(await world.broken(), about).toEqual([]);
	return death;
}

/** What an agent asks whether or not there is work. */
const isIdle = (what: string): boolean =>
	what.startsWith("host.") || what.startsWith("events.") || ["volumes.info", "retentions.takeDue"].includes(what);
