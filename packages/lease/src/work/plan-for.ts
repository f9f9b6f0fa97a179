import type { StepName } from "@berth/core";
import type { WorkKind } from "../machine/work-of.ts";
import { planSteps } from "./plan-steps.ts";
import { createDeprovisionPlan } from "./plans/deprovision.ts";
import { createDiagnosePlan } from "./plans/diagnose.ts";
import { provisionPlan } from "./plans/provision.ts";
import { replacePlan } from "./plans/replace.ts";
import { createRestorePlan } from "./plans/restore.ts";
import { startPlan } from "./plans/start.ts";
import { stopPlan } from "./plans/stop.ts";
import type { Plan } from "./work.ts";

export interface Planned {
	readonly steps: readonly StepName[];
	/** Whether it can be given up half-way on request. */
	readonly isCancellable: boolean;
	readonly create: () => Plan;
}

const plans: Record<WorkKind, Planned> = {
	provision: { steps: planSteps.provision, isCancellable: true, create: () => provisionPlan },
	restart: { steps: planSteps.restart, isCancellable: true, create: () => replacePlan },
	update: { steps: planSteps.update, isCancellable: true, create: () => replacePlan },
	restore: { steps: planSteps.restore, isCancellable: true, create: createRestorePlan },
	start: { steps: planSteps.start, isCancellable: true, create: () => startPlan },
	stop: { steps: planSteps.stop, isCancellable: false, create: () => stopPlan },
	diagnose: { steps: planSteps.diagnose, isCancellable: false, create: createDiagnosePlan },
	deprovision: { steps: planSteps.close, isCancellable: false, create: createDeprovisionPlan },
};

/** The plan for a kind of work. */
export const planFor = (kind: WorkKind): Planned => plans[kind];
