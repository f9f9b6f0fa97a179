import { GRACE_MAX_MS } from "../../timings.ts";
import { giveUp } from "../give-up.ts";
import { failedOutcome, servedOutcome } from "../outcomes.ts";
import type { Plan } from "../work.ts";
import { serveSteps } from "./steps.ts";

/** From nothing to ready. What failed stays on the node, stopped, so that its logs can be read until the lease is closed or tried again. */
export const provisionPlan: Plan = {
	steps: serveSteps,
	succeed: (work) => servedOutcome(work, "provisionSucceeded"),
	failBudgetMs: (timings) => timings.stepMs.other + GRACE_MAX_MS,
	async fail(work, failure, signal) {
		const learned = await giveUp(work, [...work.layout.inits, ...work.layout.coming], failure, signal);
		return failedOutcome(work, "provisionFailed", failure, learned, signal);
	},
};
