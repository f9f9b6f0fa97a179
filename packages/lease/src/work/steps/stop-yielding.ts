import { isSamePlace } from "../instance-rows.ts";
import { isStray, observeInstances } from "../outcomes.ts";
import { stopInOrder } from "../stop-containers.ts";
import type { Step } from "../work.ts";

/**
 * Stops what must be down before its successor starts, and whatever still runs of former tries: none of it may share a volume with
 * what comes. The new containers are made before, so that what cannot be made costs no downtime.
 */
export const stopYielding: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	// A first generation has nobody before it.
	isNeeded: ({ lease, layout }) => lease.generation > 1 && layout.coming.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { yielding } = work.layout;
		await stopInOrder(work, (observed) => isStray(work, observed) || yielding.some((one) => isSamePlace(one, observed)), signal);
		// Verifying may take long, and meanwhile nobody may be told that they run.
		if (yielding.length > 0) await observeInstances(work, yielding, signal);
	},
};
