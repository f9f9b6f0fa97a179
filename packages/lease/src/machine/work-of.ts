import { type LeaseState, type MachineEvent, MINUTE, type Millis, type WorkingState } from "@berth/core";

export type WorkKind = "provision" | "restart" | "update" | "restore" | "start" | "stop" | "diagnose" | "deprovision";

export interface Work {
	readonly kind: WorkKind;
	/** How long the state may last. Past it the worker is aborted and `failure` happens, so no state lasts for ever. */
	readonly deadlineMs: Millis;
	/** The event that ends the work when it cannot be done. */
	readonly failure: MachineEvent;
}

/**
 * The work a state owns; null for one that rests. A new state does not compile until it is decided.
 *
 * Deadlines  Too short: a large image on a slow line never comes up. Too long: a lost registry keeps a tenant waiting.
 *            A teardown's is per attempt; attempts are what is bounded there.
 */
export const workOf: Record<WorkingState, Work> & Record<Exclude<LeaseState, WorkingState>, null> = {
	provisioning: { kind: "provision", deadlineMs: 20 * MINUTE, failure: "provisionFailed" },
	restarting: { kind: "restart", deadlineMs: 20 * MINUTE, failure: "replaceFailed" },
	updating: { kind: "update", deadlineMs: 20 * MINUTE, failure: "replaceFailed" },
	restoring: { kind: "restore", deadlineMs: 20 * MINUTE, failure: "restoreFailed" },
	starting: { kind: "start", deadlineMs: 10 * MINUTE, failure: "startFailed" },
	stopping: { kind: "stop", deadlineMs: 10 * MINUTE, failure: "stopFailed" },
	failing: { kind: "diagnose", deadlineMs: MINUTE, failure: "diagnosed" },
	deprovisioning: { kind: "deprovision", deadlineMs: 5 * MINUTE, failure: "teardownFailed" },
	ready: null,
	stopped: null,
	failed: null,
	closed: null,
};

/** Deadlines by state, for an installation that wants others than {@link workOf} says. */
export type Deadlines = Partial<Record<WorkingState, Millis>>;

/** How long a lease may stay in a state; null when it may rest there. */
export const deadlineOf = (state: LeaseState, deadlines: Deadlines = {}): Millis | null => {
	const work = workOf[state];
	if (work === null) return null;
	// A state with work is a WorkingState by the type of the record above; the compiler does not carry that over.
	return deadlines[state as WorkingState] ?? work.deadlineMs;
};
