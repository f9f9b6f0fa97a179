import { AppError } from "@berth/core";
import { GRACE_MAX_MS } from "../../timings.ts";
import { bestEffort } from "../best-effort.ts";
import { WorkFailure } from "../failure.ts";
import { failCount, keptInstances, messageOfFailure, observeInstances, rowsOf } from "../outcomes.ts";
import { listOwn, stopInOrder, subjectOf } from "../stop-containers.ts";
import type { Plan, Step } from "../work.ts";

const stopServing: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	async run(work, signal) {
		await stopInOrder(work, () => true, signal);
		const alive = (await listOwn(work, signal)).find(
			(one) => one.phase === "running" || one.phase === "paused" || one.phase === "restarting",
		);
		if (alive) throw new WorkFailure("Internal", subjectOf(alive), new AppError("ENGINE_FAILED"));
		await observeInstances(work, keptInstances(work), signal);
	},
};

/** Stops all of a lease, dependents first. Containers and data stay, and `serving` with them: it is what a start brings back. */
export const stopPlan: Plan = {
	steps: [stopServing],
	succeed: (work) => ({
		event: "stopSucceeded",
		operation: "succeeded",
		reason: null,
		message: null,
		instances: rowsOf(work, keptInstances(work)),
	}),
	failBudgetMs: (timings) => timings.stepMs.other + GRACE_MAX_MS,
	async fail(work, failure, signal) {
		await bestEffort(work, "see what still runs", signal, () => observeInstances(work, keptInstances(work), signal));
		return {
			event: "stopFailed",
			operation: "failed",
			reason: failure.reason,
			message: messageOfFailure(failure),
			set: failCount(work, failure),
			instances: rowsOf(work, keptInstances(work)),
		};
	},
};
