import type { LeaseState, OperationKind, OperationStep, StepName } from "@berth/core";
import { initInstances } from "./instance-rows.ts";
import type { Definition } from "./plan-change.ts";

/** The steps of each plan in the order they run, which is the order the timeline shows. */
export const planSteps = {
	provision: ["admit", "pull", "network", "volumes", "create", "init", "stop", "start", "verify", "route", "clean"],
	restart: ["admit", "pull", "network", "volumes", "create", "init", "stop", "start", "verify", "route", "clean"],
	update: ["admit", "pull", "network", "volumes", "create", "resize", "init", "stop", "start", "verify", "route", "clean"],
	restore: ["admit", "pull", "network", "volumes", "create", "init", "stop", "start", "verify", "route", "clean"],
	stop: ["admit", "stop"],
	start: ["admit", "pull", "network", "volumes", "create", "init", "start", "verify", "route"],
	diagnose: ["diagnose"],
	close: ["admit", "stop", "remove", "clean"],
} as const satisfies Record<OperationKind, readonly StepName[]>;

/** What a stopped lease is spared when it is changed. */
const atRest: readonly StepName[] = ["init", "stop", "start", "verify", "route"];

/**
 * The steps an operation is accepted with: what it does, without what it certainly needs not.
 *
 * An update of a stopped lease has no `start`, and that is how its work knows to start nothing.
 * `from`  the state that the request finds; null for a new lease. `release`  what is to serve; null where that is not known.
 * `resizes`  whether an update gives other limits to what stays. `isOne`  whether one instance alone is touched: inits are all the lease's.
 */
export function stepsOf(
	kind: OperationKind,
	from: LeaseState | null,
	release: Definition | null,
	{ resizes = false, isOne = false } = {},
): StepName[] {
	const spared = new Set<StepName>([
		...(kind === "update" && from === "stopped" ? atRest : []),
		...(isOne || (release && initInstances(release).length === 0) ? ["init" as const] : []),
		...(release?.items.every((item) => item.diskBytes === 0) ? ["volumes" as const] : []),
		...(from === null || from === "closed" ? ["stop" as const] : []),
		...(resizes ? [] : ["resize" as const]),
	]);
	return planSteps[kind].filter((name) => !spared.has(name));
}

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
