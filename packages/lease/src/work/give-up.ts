import { bestEffort } from "./best-effort.ts";
import type { WorkFailure } from "./failure.ts";
import { diagnose } from "./gather-diagnostics.ts";
import { isSamePlace, type PlacedInstance } from "./instance-rows.ts";
import { observeInstances, rowsOf } from "./outcomes.ts";
import { removeWhere, stopWhere } from "./stop-containers.ts";
import { untilAnswered } from "./until-answered.ts";
import type { Outcome, Work } from "./work.ts";

/** Learns why, stops all of the lease, and keeps these instances alone. */
export async function giveUp(
	work: Work,
	kept: readonly PlacedInstance[],
	failure: WorkFailure,
	signal: AbortSignal,
): Promise<Pick<Outcome, "diagnostics" | "instances">> {
	const diagnostics = await diagnose(work, failure, signal);
	await stopAllBut(work, kept, signal);
	return { diagnostics, instances: rowsOf(work, kept) };
}

/** Stops all of the lease and keeps the containers of these instances, for their logs. What cannot be done now is left to reconcile. */
export async function stopAllBut(work: Work, kept: readonly PlacedInstance[], signal: AbortSignal): Promise<void> {
	const { clock, timings } = work;
	const stop = async () => {
		await stopWhere(work, () => true, signal);
		await removeWhere(work, (observed) => !kept.some((one) => isSamePlace(one, observed)), signal);
		await observeInstances(work, kept, signal);
	};
	await bestEffort(work, "stop the instances", signal, () => untilAnswered(clock, signal, stop, { ms: timings.stepMs.other }));
}
