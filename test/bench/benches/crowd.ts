import type { Bench, Figure } from "../bench.ts";
import { openCrowdWorld } from "../crowd/crowd-world.ts";
import { mixedWork } from "../crowd/mixed-work.ts";
import { figureOf, valueAtLeast, valueAtMost } from "../figure.ts";
import { alone, quantile } from "../statistics.ts";

const bench = "crowd";
const TENANTS = 200;
/** A quick look: so many come and go in a few seconds. */
const QUICK_TENANTS = 60;
/** Leases that one tenant among them works on at once; each of the others has one. */
const GREEDY = 10;
const SECOND = 1_000;

/** Many tenants at once on one node: how much gets done, how long they wait, how evenly, and whether it is all there afterwards. */
export const crowd: Bench = {
	name: bench,
	says: `${TENANTS} tenants (${QUICK_TENANTS} when quick) with mixed commands on a simulated host, one of them with ${GREEDY} times as many as the others`,
	needs: ["postgres", "two-cores"],
	async *run(context) {
		const { quick, signal, say } = context;
		const crowded = await openCrowdWorld(quick ? QUICK_TENANTS : TENANTS, context);
		const forMs = (quick ? 8 : 60) * SECOND;
		const work = crowded.tenants.map((tenant, nth) => ({ tenant, leases: nth === 0 ? GREEDY : 1 }));
		const worked = await mixedWork(crowded, work, { forMs, signal });
		const done = worked.reduce((sum, one) => sum + one.done, 0);
		say(`${done} commands were done, ${worked[0]?.done ?? 0} of them the greedy tenant's.`);
		const all = worked.flatMap(({ doneMs }) => doneMs);
		const [greedyMs = Number.NaN, ...equalMs] = worked.flatMap(({ doneMs }) => (doneMs.length > 0 ? [mean(doneMs)] : []));
		const told = (figure: string, unit: Figure["unit"], value: number, budget: Parameters<typeof figureOf>[0]["budget"] = null) =>
			figureOf({ bench, figure, unit, budget, ...alone([value]) });
		yield told("commands done", "1/s", (done * SECOND) / forMs);
		const accepted = worked.flatMap(({ acceptMs }) => acceptMs);
		yield told("accepted, p50", "ms", quantile(accepted, 0.5));
		yield told("accepted, p99", "ms", quantile(accepted, 0.99));
		yield told("done, p50", "ms", quantile(all, 0.5));
		yield told("done, p99", "ms", quantile(all, 0.99));
		yield told("fairness among equals", "1", jain(equalMs), valueAtLeast(0.8));
		yield told("a greedy tenant's wait beside an equal's", "x", greedyMs / mean(equalMs));
		const broken = await crowded.broken();
		for (const sentence of broken.slice(0, 10)) say(sentence);
		yield told("lost", "1", broken.length, valueAtMost(0));
	},
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Jain's index, here of how long each waits for a command: 1 when all wait alike, one n-th when one of n does all the waiting. */
function jain(shares: readonly number[]): number {
	const sum = shares.reduce((total, share) => total + share, 0);
	const squares = shares.reduce((total, share) => total + share ** 2, 0);
	return squares === 0 ? 0 : sum ** 2 / (shares.length * squares);
}
