import type { LeaseItemRecord } from "@berth/db";
import { GRACE_MAX_MS } from "../../timings.ts";
import { roomOnceBack, roomOnceUp } from "../../volumes/settle-volumes.ts";
import { bestEffort } from "../best-effort.ts";
import { diagnose } from "../gather-diagnostics.ts";
import { failedOutcome, servedOutcome } from "../outcomes.ts";
import { clean } from "../steps/clean.ts";
import { createContainers } from "../steps/create-containers.ts";
import { ensureNetwork } from "../steps/ensure-network.ts";
import { pullImages } from "../steps/pull-images.ts";
import { restoreVolumes } from "../steps/restore-volumes.ts";
import { retireWhere } from "../stop-containers.ts";
import type { Plan } from "../work.ts";
import { riseSteps } from "./steps.ts";

/**
 * From what a closed lease left to ready: a provision on volumes that are full.
 *
 * When it fails the containers are removed, and only then the data goes back to where it was kept. Where they cannot be removed now,
 * the lease keeps its volumes, as any failed one does: closing it tears the containers down first, and retains the data anew.
 */
export const createRestorePlan = (): Plan => {
	let served: readonly LeaseItemRecord[] | null = null;
	const volumes = restoreVolumes((record) => {
		served = record.items;
	});
	return {
		steps: [pullImages, ensureNetwork, volumes, createContainers, ...riseSteps, clean],
		succeed: (work) => ({ ...servedOutcome(work, "restoreSucceeded"), ...roomOnceUp(work, served), endRestore: "done" }),
		failBudgetMs: (timings) => timings.stepMs.other + GRACE_MAX_MS,
		async fail(work, failure, signal) {
			const diagnostics = await diagnose(work, failure, signal);
			const isDown = await bestEffort(work, "remove the instances", signal, () => retireWhere(work, () => true, signal));
			const learned = { diagnostics, ...(isDown && { instances: { clear: true } as const }) };
			const { holds, ...outcome } = {
				...(await failedOutcome(work, "restoreFailed", failure, learned, signal)),
				...(await roomOnceBack(work, signal, served)),
			};
			// What goes back is counted by the transaction that hands it over.
			return isDown ? { ...outcome, keepHostPorts: [], endRestore: "failed" } : { ...outcome, holds };
		},
	};
};
