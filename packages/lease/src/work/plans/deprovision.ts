import { newId, type RetentionId } from "@berth/core";
import { messageOf } from "../../messages.ts";
import { backoffMs } from "../../timings.ts";
import { bestEffort } from "../best-effort.ts";
import { blame, isUnreachable } from "../failure.ts";
import { type Diagnostic, gatherDiagnostics } from "../gather-diagnostics.ts";
import { servingInstances } from "../instance-rows.ts";
import { messageOfFailure } from "../outcomes.ts";
import { removeWhere, stopInOrder } from "../stop-containers.ts";
import type { Outcome, Plan, Step, Work } from "../work.ts";

const stopAll: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	run: (work, signal) => stopInOrder(work, () => true, signal),
};

/** Removes every container with the lease's label, whatever any row says. */
const removeAll: Step = {
	name: "remove",
	budgetMs: (timings) => timings.stepMs.other,
	run: (work, signal) => removeWhere(work, () => true, signal),
};

const leaveNetwork: Step = {
	name: "clean",
	budgetMs: (timings) => timings.stepMs.other,
	run: ({ networks, lease }, signal) => blame("clean", null, () => networks.removeUnused(lease.tenantId, lease.id, { signal })),
};

/**
 * Takes a lease off the node, then gives its room back. It cannot fail, only take longer: each attempt is bounded and tried again,
 * and after the last one what is left stays labelled on the node, where reconcile goes on removing it. An engine that does not
 * answer uses no attempt up for good: nothing is known to be left.
 *
 * Its volumes are never touched here: they go to a record of what it left, to be restored from or to be destroyed later.
 */
export const createDeprovisionPlan = (): Plan => {
	let isEmpty = false;
	const look: Step = {
		...leaveNetwork,
		async run(work, signal) {
			await leaveNetwork.run(work, signal);
			isEmpty = await wasNeverFilled(work, signal);
		},
	};
	return {
		steps: [stopAll, removeAll, look],
		succeed: (work) => ({
			event: "teardownSucceeded",
			operation: "succeeded",
			reason: null,
			message: null,
			...leave(work, isEmpty),
		}),
		failBudgetMs: (timings) => timings.stepMs.other,
		async fail(work, failure, signal) {
			const { lease, timings, journal } = work;
			const attempt = lease.attempt + 1;
			if (attempt < timings.teardown.attempts || isUnreachable(failure)) {
				journal.settle("pending");
				return {
					event: "teardownFailed",
					operation: null,
					reason: failure.reason,
					message: messageOfFailure(failure),
					set: { attempt, wakeInMs: backoffMs(lease.attempt, timings.teardown) },
				};
			}
			let diagnostics: Diagnostic[] = [];
			await bestEffort(work, "record what is left", signal, async () => {
				diagnostics = await gatherDiagnostics(work, servingInstances(lease), failure, signal);
			});
			return {
				event: "teardownAbandoned",
				operation: "failed",
				reason: "TeardownIncomplete",
				message: messageOf("TeardownIncomplete"),
				diagnostics,
				...leave(work, false),
			};
		},
	};
};

/** What the last transaction of a lease gives back, and what it keeps: its volumes and their disk, until somebody wants them or their time is over. */
function leave(
	{ lease, clock, retentionGraceMs, manifest, items }: Work,
	isEmpty: boolean,
): Omit<Outcome, "event" | "operation" | "reason" | "message"> {
	const gone = { set: { serving: null }, instances: { clear: true }, releaseCapacity: true } as const;
	const volumes = lease.volumes.length;
	if (volumes === 0) return gone;
	const nowMs = clock.now().getTime();
	const id = newId<RetentionId>(nowMs);
	const isKept = lease.closeData === "retain" && !isEmpty;
	const until = new Date(nowMs + retentionGraceMs).toISOString();
	return {
		...gone,
		retain: { id, state: isKept ? "active" : "reaping", expiresInMs: retentionGraceMs, manifest, items },
		events: [isKept ? { type: "retained", retentionId: id, until, volumes } : { type: "relinquished", volumes }],
	};
}

/**
 * Whether no volume of the lease was ever made, so that there is nothing to keep: one that never came up, mostly for want of its image.
 * Whenever that is not certain, there is. The volumes of one that is being restored were made: when they are not there, they are missed.
 */
async function wasNeverFilled(work: Work, signal: AbortSignal): Promise<boolean> {
	const { engine, lease, stores } = work;
	if (lease.activeRelease !== null || lease.volumes.length === 0) return false;
	if ((await stores.retentions.findRestoring(lease.id)) !== null) return false;
	let standing: readonly { readonly id: string }[] = lease.volumes;
	await bestEffort(work, "look for volumes", signal, async () => {
		standing = await engine.volumes.list({ signal });
	});
	return !lease.volumes.some(({ id }) => standing.some((one) => one.id === id));
}
