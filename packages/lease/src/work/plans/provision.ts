import { bestEffort } from "../best-effort.ts";
import { gatherDiagnostics } from "../gather-diagnostics.ts";
import { failedOutcome, observeInstances, otherGenerations } from "../outcomes.ts";
import { cleanGenerations } from "../steps/clean-generations.ts";
import { createContainers } from "../steps/create-containers.ts";
import { ensureNetwork } from "../steps/ensure-network.ts";
import { pullImages } from "../steps/pull-images.ts";
import { routeInstances } from "../steps/route-instances.ts";
import { startAndVerify } from "../steps/start-and-verify.ts";
import { stopWhere } from "../stop-containers.ts";
import type { Plan } from "../work.ts";

/** From nothing to ready. What failed stays on the node, stopped, so that its logs can be read until the lease is closed or tried again. */
export const provisionPlan: Plan = {
	steps: [pullImages, ensureNetwork, createContainers, startAndVerify, routeInstances, cleanGenerations],
	succeed: (work) => ({
		event: "provisionSucceeded",
		operation: "succeeded",
		reason: null,
		message: null,
		set: { observedGeneration: work.lease.generation },
		releases: [{ number: work.operation?.releaseNumber ?? 1, status: "active" }],
		instances: { dropGenerations: otherGenerations(work, work.lease.generation) },
	}),
	failBudgetMs: (timings) => timings.stepMs.other,
	async fail(work, failure, signal) {
		const { generation } = work.lease;
		const diagnostics = await gatherDiagnostics(work, generation, failure, signal);
		await bestEffort(work, "stop the instances", signal, async () => {
			await stopWhere(work, () => true, signal);
			await observeInstances(work, generation, signal);
		});
		return failedOutcome(work, "provisionFailed", failure, {
			diagnostics,
			releases: [{ number: work.operation?.releaseNumber ?? 1, status: "failed" }],
		});
	},
};
