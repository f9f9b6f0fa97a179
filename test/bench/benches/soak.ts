import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Bench } from "../bench.ts";
import { openCrowdWorld } from "../crowd/crowd-world.ts";
import { mixedWork } from "../crowd/mixed-work.ts";
import { figureOf, ratioAtMost, valueAtMost } from "../figure.ts";
import { alone, compare, median } from "../statistics.ts";

const bench = "soak";
const TENANTS = 20;
const MIB = 2 ** 20;
const SECOND = 1_000;

/** Whether what a process holds grows with what it has done. */
export const soak: Bench = {
	name: bench,
	says: "heap and handles after each part of a long time of mixed commands, at its end beside its beginning",
	needs: ["postgres", "two-cores"],
	async *run(context) {
		const { quick, signal, say } = context;
		const parts = quick ? 4 : 20;
		if (quick) say("A few seconds are a smoke test: what leaks slowly shows in the long run alone.");
		const crowded = await openCrowdWorld(TENANTS, context);
		const collect = collector();
		const work = crowded.tenants.map((tenant) => ({ tenant, leases: 1 }));
		const heaps: number[] = [];
		const handles: number[] = [];
		let done = 0;
		// The first part is not looked at: code is compiled in it, and pools are filled.
		for (let part = -1; part < parts; part++) {
			const worked = await mixedWork(crowded, work, { forMs: (quick ? 1.5 : 30) * SECOND, signal });
			done += worked.reduce((sum, one) => sum + one.done, 0);
			collect();
			if (part < 0) continue;
			heaps.push(process.memoryUsage().heapUsed / MIB);
			handles.push(process.getActiveResourcesInfo().length);
		}
		say(`${done} commands were done.`);
		const half = parts / 2;
		const late = compare([median(heaps.slice(half))], [median(heaps.slice(0, half))]);
		yield figureOf({ bench, figure: "heap, second half", unit: "MiB", budget: ratioAtMost(1.1), ...late, rounds: parts });
		const grown = median(handles.slice(half)) - median(handles.slice(0, half));
		yield figureOf({ bench, figure: "handles grown", unit: "1", budget: valueAtMost(2), ...alone([grown]), rounds: parts });
		const broken = await crowded.broken();
		for (const sentence of broken.slice(0, 10)) say(sentence);
		yield figureOf({ bench, figure: "lost", unit: "1", budget: valueAtMost(0), ...alone([broken.length]) });
	},
};

/** Twice: what the first collection finalizes, the second one frees. */
function collector(): () => void {
	setFlagsFromString("--expose-gc");
	const collect: unknown = runInNewContext("gc");
	if (typeof collect !== "function") throw new Error("this node collects no garbage when asked to");
	return () => {
		for (let times = 0; times < 2; times++) collect();
	};
}
