import type { LeaseId } from "@berth/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLeaseWorld, type LeaseWorld } from "../crash/lease-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { act, type Deed, type History, newHistory, stories } from "./deeds.ts";
import { followEvents } from "./follow-events.ts";

/** Enough to meet most pairs of deeds; more belongs to a longer run by hand: BERTH_PROPERTY_RUNS=500, with a seed of its own. */
const RUNS = Number(process.env.BERTH_PROPERTY_RUNS ?? 24);
const SEED = Number(process.env.BERTH_PROPERTY_SEED ?? 20_261_130);
const MINUTE = 60_000;

let test: TestDatabase;
beforeAll(async () => {
	test = await createTestDatabase({ poolMax: 8 });
});
afterAll(async () => {
	await test[Symbol.asyncDispose]();
});

it(
	"whatever people, containers, daemon and agents do, everything comes to rest with nothing left over and nothing lost",
	async () => {
		await fc.assert(
			fc.asyncProperty(stories, async (story) => {
				await using world = await createLeaseWorld({ test });
				await live(world, story);
			}),
			{ numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 10 * MINUTE },
		);
	},
	12 * MINUTE,
);

async function live(world: LeaseWorld, story: readonly Deed[]): Promise<void> {
	const history = newHistory(world);
	await world.nodeLives();
	const events = followEvents(world);
	try {
		for (const deed of story) await act(world, history, deed);
		await calm(world, history);
		for (const id of history.leases) await world.rests(id);
		await history.agent.agent.reconcile();
		// What reconcile found is its actors' to put right; they are done when nothing is broken any more.
		await expect.poll(() => world.broken(), { timeout: 20_000, interval: 50 }).toEqual([]);
		await events.caughtUp(history.leases);
		expect(events.faults()).toEqual([]);
	} finally {
		events.stop();
	}
}

/** Faults stop, the daemon answers, no lease is in quarantine, one agent lives. */
async function calm(world: LeaseWorld, history: History): Promise<void> {
	world.host.faults.clear();
	world.host.startDaemon();
	for (const id of history.leases as readonly LeaseId[]) await world.service.quarantine(world.caller, id, false);
	await act(world, history, { kind: "replaceAgent", clean: false });
}
