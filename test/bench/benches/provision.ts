import type { Bench } from "../bench.ts";
import { figureOf, ratioAtLeast, ratioAtMost } from "../figure.ts";
import { openBareSide } from "../provision/bare-side.ts";
import { openBerthSide } from "../provision/berth-side.ts";
import { interleave } from "../rounds.ts";
import { compare, median } from "../statistics.ts";

const bench = "provision";
const ONE_AT_A_TIME = ratioAtMost(1.15);
const AT_SATURATION = ratioAtLeast(0.9);
/** Asked for at once. The last is the saturation. */
const crowds = [4, 8, 32] as const;
const SECOND = 1_000;

/** How long leases take to be ready, beside what the container engine alone takes for the same containers. */
export const provision: Bench = {
	name: bench,
	says: "from the call to ready over HTTP, beside a loop that creates and starts the same container on the same network",
	needs: ["docker", "postgres", "build"],
	async *run(context) {
		const { quick, signal, say } = context;
		const berth = await openBerthSide(context);
		const bare = await openBareSide(berth.host, berth.patterns, context);
		const one = await interleave({
			rounds: quick ? 12 : 60,
			warmUps: 2,
			signal,
			subject: () => berth.provision(1),
			control: () => bare.provision(1, 1),
		});
		yield figureOf({ bench, figure: "one at a time", unit: "ms", budget: ONE_AT_A_TIME, ...compare(one.subject, one.control) });

		const best: { perSecond: number } = { perSecond: 0 };
		for (const crowd of crowds) {
			const perSecond = (ms: number) => (crowd * SECOND) / ms;
			const isLast = crowd === crowds.at(-1);
			const rounds = await interleave({
				rounds: quick ? 1 : 5,
				warmUps: 0,
				signal,
				subject: async () => perSecond(await berth.provision(crowd)),
				control: async () => perSecond(await bare.provision(crowd, crowd)),
			});
			best.perSecond = Math.max(best.perSecond, median(rounds.control));
			say(`${crowd} at once: ${median(rounds.subject).toFixed(2)} leases/s, bare ${median(rounds.control).toFixed(2)}`);
			yield figureOf({ bench, figure: `${crowd} at once`, unit: "1/s", budget: null, ...compare(rounds.subject, rounds.control) });
			if (!isLast) continue;
			const against = rounds.subject.map(() => best.perSecond);
			yield figureOf({ bench, figure: "saturation", unit: "1/s", budget: AT_SATURATION, ...compare(rounds.subject, against) });
		}
	},
};
