import type { Bench } from "../bench.ts";
import { figureOf, ratioAtMost, valueAtMost } from "../figure.ts";
import { openLogStage } from "../logs/log-stage.ts";
import { alone, compare, median, quantile } from "../statistics.ts";

const bench = "page";
const PER_SECOND = 100;
const MIB = 2 ** 20;
const PARTS = 10;
/** As many lines as a tab keeps have come before the first look: from there on each new one pushes an old one out. */
const FILL = { perSecond: 5_000, forMs: 3_000 };

/** Whether a tab grows while a busy log runs through it, and whether one can type meanwhile. */
export const page: Bench = {
	name: bench,
	says: `the heap of a lease's log page with ${PER_SECOND} lines a second, late beside early; --minutes says for how long`,
	needs: ["two-cores", "docker", "postgres", "build", "pages", "browser"],
	async *run(context) {
		const { quick, minutes, signal, say } = context;
		const partMs = ((minutes ?? (quick ? 0.25 : 10)) * 60_000) / PARTS;
		const { page: tab, writer } = await openLogStage(context);
		await writer.write(FILL.perSecond, FILL.forMs, signal);
		await writer.write(PER_SECOND, 1_000, signal);
		const heaps: number[] = [];
		for (let part = 0; part < PARTS; part++) {
			await writer.write(PER_SECOND, partMs, signal);
			heaps.push((await tab.heapBytes()) / MIB);
			say(`part ${part + 1} of ${PARTS}: ${heaps.at(-1)?.toFixed(1)} MiB after ${writer.count} lines`);
		}
		const half = PARTS / 2;
		const late = compare([median(heaps.slice(half))], [median(heaps.slice(0, half))]);
		yield figureOf({ bench, figure: "heap, second half", unit: "MiB", budget: ratioAtMost(1.1), ...late, rounds: PARTS });
		const typing = tab.type("one may type");
		await writer.write(FILL.perSecond, 2_000, signal);
		yield figureOf({
			bench,
			figure: "key to drawn in a burst p95",
			unit: "ms",
			budget: valueAtMost(50),
			...alone([quantile(await typing, 0.95)]),
		});
	},
};
