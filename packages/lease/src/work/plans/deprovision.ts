import { messageOf } from "../../messages.ts";
import { backoffMs } from "../../timings.ts";
import { bestEffort } from "../best-effort.ts";
import { blame, isUnreachable } from "../failure.ts";
import { type Diagnostic, gatherDiagnostics } from "../gather-diagnostics.ts";
import { messageOfFailure } from "../outcomes.ts";
import { removeWhere } from "../steps/clean-generations.ts";
import { stopWhere } from "../stop-containers.ts";
import type { Plan, Step } from "../work.ts";

const stopAll: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	run: (work, signal) => stopWhere(work, () => true, signal),
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
 */
export const deprovisionPlan: Plan = {
	steps: [stopAll, removeAll, leaveNetwork],
	succeed: () => ({
		event: "teardownSucceeded",
		operation: "succeeded",
		reason: null,
		message: null,
		set: { observedGeneration: null },
		instances: { clear: true },
		releaseCapacity: true,
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
			diagnostics = await gatherDiagnostics(work, lease.generation, failure, signal);
		});
		return {
			event: "teardownAbandoned",
			operation: "failed",
			reason: "TeardownIncomplete",
			message: messageOf("TeardownIncomplete"),
			set: { observedGeneration: null },
			diagnostics,
			instances: { clear: true },
			releaseCapacity: true,
		};
	},
};
