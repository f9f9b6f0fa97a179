import type { MachineEvent } from "@berth/core";
import { messageOf } from "../messages.ts";
import { instanceKey } from "../names.ts";
import type { WorkFailure } from "./failure.ts";
import { toInstanceRecord, wantedInstances } from "./instance-rows.ts";
import type { Outcome, Work } from "./work.ts";

/** The end of work that did not succeed: the lease fails, with the reason and the curated sentence. */
export const failedOutcome = (
	work: Pick<Work, "lease">,
	event: MachineEvent,
	failure: WorkFailure,
	more: Pick<Outcome, "diagnostics" | "releases" | "instances">,
): Outcome => ({
	event,
	operation: "failed",
	reason: failure.reason,
	message: messageOfFailure(failure),
	set: { observedGeneration: null, failCount: work.lease.failCount + 1 },
	...more,
});

export const messageOfFailure = ({ reason, subject }: Pick<WorkFailure, "reason" | "subject">): string =>
	messageOf(reason, subject ? instanceKey(subject) : null);

/** Generations of the lease's rows that are not `kept`. */
export const otherGenerations = ({ instances }: Pick<Work, "instances">, kept: number): number[] =>
	[...new Set(instances.map((row) => row.generation))].filter((generation) => generation !== kept);

/** Brings the rows of one generation up to what the engine shows now. */
export async function observeInstances(
	work: Pick<Work, "engine" | "lease" | "journal" | "publicHost">,
	generation: number,
	signal: AbortSignal,
): Promise<void> {
	const { engine, lease, journal, publicHost } = work;
	const observed = await engine.containers.list({ leaseId: lease.id }, { signal });
	for (const instance of wantedInstances(lease)) {
		const one = observed.find(
			(seen) => seen.generation === generation && seen.service === instance.service && seen.index === instance.index,
		);
		if (one) journal.instance(toInstanceRecord({ ...instance, generation }, one, publicHost));
	}
}
