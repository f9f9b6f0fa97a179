import { bestEffort } from "../best-effort.ts";
import { isSamePlace } from "../instance-rows.ts";
import { keptInstances } from "../outcomes.ts";
import { retireWhere } from "../stop-containers.ts";
import type { Step } from "../work.ts";

/**
 * Takes away all that is not to serve, by label and not by memory. Instances that were verified do not fail for it: what could not
 * be removed has no row when the work is done, and is stale to reconcile.
 */
export const clean: Step = {
	name: "clean",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	// Of the first generation there is only what its own release names, however often its work was begun.
	isNeeded: ({ lease }) => lease.generation > 1,
	async run(work, signal) {
		const kept = keptInstances(work);
		await bestEffort(work, "remove what does not serve", signal, () =>
			retireWhere(work, (observed) => !kept.some((one) => isSamePlace(one, observed)), signal, [...work.containers.values()]),
		);
	},
};
