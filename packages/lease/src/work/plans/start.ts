import { GRACE_MAX_MS } from "../../timings.ts";
import { giveUp } from "../give-up.ts";
import { failedOutcome, keptInstances, rowsOf } from "../outcomes.ts";
import type { Plan } from "../work.ts";
import { prepareSteps, riseSteps } from "./steps.ts";

/**
 * Starts what was stopped: the same containers, each in its own generation. One that is not there any more is made again, and inits
 * of a change that was made while the lease was stopped are run first.
 */
export const startPlan: Plan = {
	steps: [...prepareSteps, ...riseSteps.filter((step) => step.name !== "stop")],
	succeed: (work) => ({
		event: "startSucceeded",
		operation: "succeeded",
		reason: null,
		message: null,
		instances: rowsOf(work, keptInstances(work)),
	}),
	failBudgetMs: (timings) => timings.stepMs.other + GRACE_MAX_MS,
	async fail(work, failure, signal) {
		const learned = await giveUp(work, [...work.layout.inits, ...work.layout.coming], failure, signal);
		return failedOutcome(work, "startFailed", failure, learned, signal);
	},
};
