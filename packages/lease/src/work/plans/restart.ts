import { instanceKey } from "../../names.ts";
import { bestEffort } from "../best-effort.ts";
import { bringUp } from "../bring-up.ts";
import { blame, type WorkFailure } from "../failure.ts";
import { gatherDiagnostics } from "../gather-diagnostics.ts";
import { toInstanceRecord } from "../instance-rows.ts";
import { failedOutcome, messageOfFailure, observeInstances, otherGenerations } from "../outcomes.ts";
import { cleanGenerations, removeWhere } from "../steps/clean-generations.ts";
import { createContainers } from "../steps/create-containers.ts";
import { ensureNetwork } from "../steps/ensure-network.ts";
import { pullImages } from "../steps/pull-images.ts";
import { routeInstances } from "../steps/route-instances.ts";
import { startAndVerify } from "../steps/start-and-verify.ts";
import { stopWhere } from "../stop-containers.ts";
import type { Outcome, Plan, Step, Work } from "../work.ts";

/** Stops the generation that serves. The new one is made before, so that what cannot be made costs no downtime. */
const stopOld: Step = {
	name: "stop",
	budgetMs: (timings) => timings.stepMs.other + timings.stepMs.verify,
	run: (work, signal) => stopWhere(work, (observed) => observed.generation !== work.lease.generation, signal),
};

/** New instances of the same release take the old ones' place; when they do not come up, the old ones are brought back. */
export const restartPlan: Plan = {
	steps: [pullImages, ensureNetwork, createContainers, stopOld, startAndVerify, routeInstances, cleanGenerations],
	succeed: (work) => ({
		event: "replaceSucceeded",
		operation: "succeeded",
		reason: null,
		message: null,
		set: { observedGeneration: work.lease.generation },
		releases: [{ number: work.operation?.releaseNumber ?? 1, status: "active" }],
		instances: { dropGenerations: otherGenerations(work, work.lease.generation) },
	}),
	failBudgetMs: (timings) => timings.stepMs.verify + timings.stepMs.other,
	async fail(work, failure, signal) {
		const { generation, observedGeneration } = work.lease;
		const diagnostics = await gatherDiagnostics(work, generation, failure, signal);
		const kept = observedGeneration ?? generation;
		const isBack =
			observedGeneration !== null &&
			(await bestEffort(work, "bring the old instances back", signal, () => rollBack(work, observedGeneration, signal)));
		if (isBack) return rolledBack(work, failure, { diagnostics, instances: { dropGenerations: [generation] } });
		await bestEffort(work, "stop the instances", signal, async () => {
			await stopWhere(work, () => true, signal);
			await removeWhere(work, (observed) => observed.generation !== kept, signal);
			await observeInstances(work, kept, signal);
		});
		return failedOutcome(work, "replaceFailed", failure, { diagnostics, instances: { dropGenerations: otherGenerations(work, kept) } });
	},
};

/** Removes the new generation and starts the old one again. Errors  when any instance of it is missing or does not come up. */
async function rollBack(work: Work, old: number, signal: AbortSignal): Promise<void> {
	const { engine, lease, journal, publicHost } = work;
	await removeWhere(work, (observed) => observed.generation === lease.generation, signal);
	const observed = await blame("start", null, () => engine.containers.list({ leaseId: lease.id }, { signal }));
	const containers = new Map<string, string>();
	for (const { id, generation, service, index } of observed)
		if (generation === old && service !== null && index !== null) containers.set(instanceKey({ service, index }), id);
	await bringUp(work, containers, signal, {
		onReady: (instance, seen) => journal.instance(toInstanceRecord({ ...instance, generation: old }, seen, publicHost)),
	});
}

const rolledBack = (work: Work, failure: WorkFailure, more: Pick<Outcome, "diagnostics" | "instances">): Outcome => ({
	event: "replaceRolledBack",
	operation: "rolled_back",
	reason: failure.reason,
	message: messageOfFailure(failure),
	set: { failCount: work.lease.failCount + 1 },
	...more,
});
