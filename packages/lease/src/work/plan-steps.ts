import type { OperationStep, StepName } from "@berth/core";

/** The steps of each plan in the order they run, which is the order the timeline shows. */
export const planSteps = {
	provision: ["admit", "pull", "network", "create", "start", "verify", "route", "clean"],
	restart: ["admit", "pull", "network", "create", "stop", "start", "verify", "route", "clean"],
	diagnose: ["diagnose"],
	close: ["admit", "stop", "remove", "clean"],
} as const satisfies Record<string, readonly StepName[]>;

const untouched = { startedAt: null, finishedAt: null, deadlineAt: null, progress: null, note: null } as const;

export const pendingStep = (name: StepName): OperationStep => ({ name, state: "pending", ...untouched });

/** The timeline of a new operation: admission is done by the transaction that records it, the rest is to come. */
export const acceptedSteps = (names: readonly StepName[], at: Date): OperationStep[] =>
	names.map((name) =>
		name === "admit"
			? { ...pendingStep(name), state: "succeeded", startedAt: at.toISOString(), finishedAt: at.toISOString() }
			: pendingStep(name),
	);

/** The timeline of an operation that is cut short: what ran has failed, what was to come never will. */
export const endSteps = (steps: readonly OperationStep[], at: Date): OperationStep[] =>
	steps.map((step) => {
		if (step.state === "running") return { ...step, state: "failed", finishedAt: at.toISOString() };
		return step.state === "pending" ? { ...step, state: "skipped" } : step;
	});
