import type { Bench } from "../bench.ts";
import { figureOf, ratioAtLeast, ratioAtMost } from "../figure.ts";
import { openBareSide } from "../provision/bare-side.ts";
import { openBerthSide } from "../provision/berth-side.ts";
import { interleave } from "../rounds.ts";
import { compare } from "../statistics.ts";

const bench = "provision";
const ONE_AT_A_TIME = ratioAtMost(1.15);
const AT_SATURATION = ratioAtLeast(0.9);
const SATURATION = 32;
/** Asked for at once. */
const crowds = [4, 8, SATURATION] as const;
/** How many the control makes at a time of those of the saturation; the better one counts. */
const paces = [8, SATURATION] as const;
const SECOND = 1_000;

/** How long leases take to be ready, beside what the container engine alone takes for the same containers. */
export const provision: Bench = {
	name: bench,
	says: "from the call to ready over HTTP, beside a loop that creates and starts the same container on the same network",
	needs: ["docker", "postgres", "build"],
	async *run(context) {
		const { quick, signal } = context;
		const berth = await openBerthSide(context);
		const bare = await openBareSide(berth.host, berth.patterns, context);
		const one = await interleave({
			rounds: quick ? 10 : 60,
			warmUps: 2,
			signal,
			subject: () => berth.provision(1),
			control: () => bare.provision(1, 1),
		});
		yield figureOf({ bench, figure: "one at a time", unit: "ms", budget: ONE_AT_A_TIME, ...compare(one.subject, one.control) });

		for (const crowd of quick ? [SATURATION] : crowds) {
			const isLast = crowd === SATURATION;
			const rounds = await interleave({
				rounds: quick ? 1 : 5,
				warmUps: 0,
				signal,
				subject: async () => perSecond(crowd, await berth.provision(crowd)),
				control: async () => {
					let best = 0;
					// At which pace the engine does most depends on the machine.
					for (const atOnce of isLast ? paces : [crowd]) best = Math.max(best, perSecond(crowd, await bare.provision(crowd, atOnce)));
					return best;
				},
			});
			const budget = isLast ? AT_SATURATION : null;
			yield figureOf({ bench, figure: `${crowd} at once`, unit: "1/s", budget, ...compare(rounds.subject, rounds.control) });
		}
	},
};

const perSecond = (count: number, ms: number): number => (count * SECOND) / ms;
