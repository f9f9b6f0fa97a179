import type { InstanceView, LeaseState, OperationState, OperationStep } from "@berth/core";

/** The eight shapes of the dashboard. Each has one colour, so a shape, its word and its colour always say the same. */
export type MarkShape = "ok" | "work" | "rest" | "bad" | "warn" | "gone" | "unknown" | "pending";

export interface Mark {
	readonly shape: MarkShape;
	readonly word: string;
}

const leaseShape: Record<LeaseState, MarkShape> = {
	ready: "ok",
	provisioning: "work",
	restarting: "work",
	updating: "work",
	restoring: "work",
	starting: "work",
	stopping: "rest",
	stopped: "rest",
	failing: "bad",
	failed: "bad",
	deprovisioning: "gone",
	closed: "gone",
};

/** How a lease is drawn: unknown lies over everything, degraded over ready alone. */
export function markOfLease(lease: { readonly state: LeaseState; readonly unknownSince: string | null; readonly degraded: boolean }): Mark {
	if (lease.unknownSince !== null && lease.state !== "closed") return { shape: "unknown", word: "unknown" };
	if (lease.state === "ready" && lease.degraded) return { shape: "warn", word: "degraded" };
	return { shape: leaseShape[lease.state], word: lease.state };
}

/** A state by itself, as filters and events name it. */
export const markOfState = (state: LeaseState): Mark => ({ shape: leaseShape[state], word: state });

/** An instance that exited with success rests; one that was killed for its memory says so. */
export function markOfInstance({ state, exitCode, oomKilled }: Pick<InstanceView, "state" | "exitCode" | "oomKilled">): Mark {
	if (state === "exited")
		return oomKilled ? { shape: "bad", word: "out of memory" } : { shape: exitCode === 0 ? "rest" : "bad", word: "exited" };
	const shape: Record<Exclude<InstanceView["state"], "exited">, MarkShape> = {
		created: "pending",
		starting: "work",
		running: "ok",
		unhealthy: "warn",
		missing: "bad",
		unknown: "unknown",
	};
	return { shape: shape[state], word: state };
}

const stepShape: Record<OperationStep["state"], MarkShape> = {
	pending: "pending",
	running: "work",
	succeeded: "ok",
	failed: "bad",
	skipped: "gone",
};
export const markOfStep = (state: OperationStep["state"]): Mark => ({ shape: stepShape[state], word: state });

const operationShape: Record<OperationState, MarkShape> = {
	queued: "pending",
	running: "work",
	succeeded: "ok",
	rolled_back: "warn",
	failed: "bad",
	superseded: "gone",
	cancelled: "gone",
};
export const markOfOperation = (state: OperationState): Mark => ({ shape: operationShape[state], word: state.replace("_", " ") });
