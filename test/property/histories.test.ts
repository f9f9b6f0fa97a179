import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countDeep } from "../support/deep.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { act } from "./act.ts";
import { type Deed, stories } from "./deed.ts";
import { followEvents } from "./follow-events.ts";
import { beginHistory, calm, everyLease, type History } from "./history.ts";
import { contradictions, tell } from "./model.ts";
import { pinned } from "./pinned.ts";
import { watchData } from "./watch-data.ts";

/** Enough to meet most pairs of deeds; more belongs to a longer run: BERTH_PROPERTY_RUNS=500, with a seed of its own. */
const RUNS = Number(process.env.BERTH_PROPERTY_RUNS ?? 24);
const SEED = Number(process.env.BERTH_PROPERTY_SEED ?? 20_261_130);
/** One history of a run, as its failure printed it. */
const PATH = process.env.BERTH_PROPERTY_PATH;
const MINUTE = 60_000;
const LIMIT = Math.max(10, RUNS / 4) * MINUTE;

let test: TestDatabase;
beforeAll(async () => {
	test = await createTestDatabase({ poolMax: 8 });
});
afterAll(async () => {
	await test[Symbol.asyncDispose]();
});

it.skipIf(PATH !== undefined).each(pinned)(
	"what once failed does not again: $what",
	async ({ story }) => {
		await countDeep("histories", 1);
		await live(story);
	},
	2 * MINUTE,
);

it(
	"whatever people, containers, daemon, database, clocks and agents do, all comes to rest as it was asked and nothing is lost",
	async () =>
		await tryHistories({
			seed: SEED,
			numRuns: PATH === undefined ? RUNS : 1,
			interruptAfterTimeLimit: LIMIT,
			...(PATH !== undefined && { path: PATH }),
		}),
	LIMIT + 2 * MINUTE,
);

async function tryHistories(parameters: fc.Parameters<[readonly Deed[]]>): Promise<void> {
	const { seed } = parameters;
	await fc.assert(
		fc.asyncProperty(stories, async (story) => {
			await countDeep("histories", 1);
			await live(story);
		}),
		{
			...parameters,
			// A history is told by the clock as well: a shorter one that passes says little.
			endOnFailure: true,
			asyncReporter: async (details) => {
				if (!details.failed) return;
				const path = details.counterexamplePath;
				throw new Error(
					`replay with BERTH_PROPERTY_SEED=${seed} BERTH_PROPERTY_PATH=${path} vitest run --project property; pin the story in pinned.ts\n${fc.defaultReportMessage(details)}`,
					{ cause: details.errorInstance },
				);
			},
		},
	);
}

async function live(story: readonly Deed[]): Promise<void> {
	const history = await beginHistory(test);
	await using world = history.world;
	const data = watchData(history);
	data.place();
	await world.nodeLives();
	const events = followEvents(history);
	try {
		for (const deed of story) {
			await act(history, deed);
			await data.look();
		}
		await calm(history, data);
		await comeToRest(history);
		const leases = await everyLease(history);
		expect(await contradictions(history)).toEqual([]);
		expect(history.complaints).toEqual([]);
		expect(await data.settle()).toEqual([]);
		await events.caughtUp(leases);
		expect(events.faults()).toEqual([]);
	} catch (err) {
		throw new Error(`in vain:\n${await describe(history).catch(String)}`, { cause: err });
	} finally {
		events.stop();
	}
}

/** What a failure is read by: what became of each lease, and what their actors do. */
async function describe(history: History): Promise<string> {
	history.line.heal();
	return `${await tell(history, await everyLease(history))}\n${JSON.stringify(await history.agent.agent.actors.snapshot())}`;
}

async function comeToRest(history: History): Promise<void> {
	const { world, agent } = history;
	for (const id of await everyLease(history)) await world.rests(id);
	await agent.agent.reconcile();
	// What reconcile found is its actors' to put right; they are done when nothing is broken any more.
	await expect.poll(() => world.broken(), { timeout: 20_000, interval: 50 }).toEqual([]);
}
