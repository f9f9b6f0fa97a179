import { instanceKey } from "../../names.ts";
import { isSamePlace, type PlacedInstance } from "../instance-rows.ts";
import { isStray, observeInstances } from "../outcomes.ts";
import { stopInOrder, stopWhere } from "../stop-containers.ts";
import type { Step, Work } from "../work.ts";

/**
 * Stops what must be down before its successor starts, and whatever still runs of former tries: none of it may share a volume with
 * what comes. The new containers are made before, so that what cannot be made costs no downtime. What is to be replaced in a second
 * turn goes on until then.
 */
export const stopYielding: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	// A first generation has nobody before it.
	isNeeded: ({ lease, layout }) => lease.generation > 1 && layout.coming.length > 0 && !layout.atRest,
	async run(work, signal) {
		const { layout } = work;
		const yielding = layout.yielding.filter((one) => !layout.following.some((next) => instanceKey(next) === instanceKey(one)));
		await stopInOrder(work, (observed) => isStray(work, observed) || yielding.some((one) => isSamePlace(one, observed)), signal);
		// Verifying may take long, and meanwhile nobody may be told that they run.
		if (yielding.length > 0) await observeInstances(work, yielding, signal);
	},
};

/** Stops the one whose place an instance of the second turn takes. */
export async function makeWayFor(work: Work, instance: PlacedInstance, signal: AbortSignal): Promise<void> {
	const former = work.layout.yielding.filter((one) => instanceKey(one) === instanceKey(instance));
	await stopWhere(work, (observed) => former.some((one) => isSamePlace(one, observed)), signal);
	await observeInstances(work, former, signal);
}
