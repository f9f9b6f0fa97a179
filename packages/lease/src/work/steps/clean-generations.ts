import type { ContainerObservation } from "@berth/engine";
import { bestEffort } from "../best-effort.ts";
import { blame, type Subject } from "../failure.ts";
import type { Step, Work } from "../work.ts";

/**
 * Removes what other generations of the lease left, by label and not by memory. Instances that were verified do not fail for it:
 * what could not be removed is stale to reconcile.
 */
export const cleanGenerations: Step = {
	name: "clean",
	budgetMs: (timings) => timings.stepMs.other,
	run: async (work, signal) =>
		void (await bestEffort(work, "remove other generations", signal, () =>
			removeWhere(work, (observed) => observed.generation !== work.lease.generation, signal),
		)),
};

/** Removes the lease's containers that `goes` names. */
export async function removeWhere(
	{ engine, lease }: Pick<Work, "engine" | "lease">,
	goes: (observed: ContainerObservation) => boolean,
	signal: AbortSignal,
): Promise<void> {
	const observed = await blame("clean", null, () => engine.containers.list({ leaseId: lease.id }, { signal }));
	await Promise.all(
		observed.filter(goes).map((one) => blame("remove", subjectOf(one), () => engine.containers.remove(one.id, { signal }))),
	);
}

export const subjectOf = (observed: ContainerObservation): Subject | null =>
	observed.service === null ? null : { service: observed.service, index: observed.index ?? 0 };
