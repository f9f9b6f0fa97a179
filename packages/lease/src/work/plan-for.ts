import type { StepName } from "@berth/core";
import type { WorkKind } from "../machine/work-of.ts";
import { planSteps } from "./plan-steps.ts";
import { deprovisionPlan } from "./plans/deprovision.ts";
import { createDiagnosePlan } from "./plans/diagnose.ts";
import { provisionPlan } from "./plans/provision.ts";
import { restartPlan } from "./plans/restart.ts";
import type { Plan } from "./work.ts";

interface Planned {
	readonly steps: readonly StepName[];
	readonly create: () => Plan;
}

/** The work this version knows to do. */
const plans: Partial<Record<WorkKind, Planned>> = {
	provision: { steps: planSteps.provision, create: () => provisionPlan },
	restart: { steps: planSteps.restart, create: () => restartPlan },
	diagnose: { steps: planSteps.diagnose, create: createDiagnosePlan },
	deprovision: { steps: planSteps.close, create: () => deprovisionPlan },
};

/** The plan for a kind of work; null when only a newer version, which wrote the lease, knows it. */
export const planFor = (kind: WorkKind): Planned | null => plans[kind] ?? null;
