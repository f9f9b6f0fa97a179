import {
	type InstanceView,
	isClosing,
	isOperationDone,
	type LeaseState,
	type Manifest,
	type OperationKind,
	type OperationView,
} from "@berth/core";

interface Standing {
	readonly state: LeaseState;
	readonly quarantined: boolean;
}

/** What a tenant asks of a lease that is not to be closed. `change` is whatever makes another release of it. */
export type LeaseAction = "restart" | "stop" | "start" | "retry" | "change";

// What the page knows of the machine, to say why a button would be refused. The server decides.
const takenIn: Record<LeaseAction, readonly LeaseState[]> = {
	restart: ["ready", "failing", "failed"],
	stop: ["ready"],
	start: ["stopped"],
	retry: ["failing", "failed"],
	change: ["ready", "failing", "failed", "stopped"],
};

/** Why it would be refused now, or null. */
export function refuses(action: LeaseAction, { state, quarantined }: Standing): string | null {
	if (isClosing(state)) return state === "closed" ? "The lease is closed." : "The lease is being closed.";
	if (quarantined) return "The lease is in quarantine: an admin has to lift it first.";
	if (takenIn[action].includes(state)) return null;
	if (state === "stopped") return "The lease is stopped; start it instead.";
	if (state === "ready") return "The lease runs.";
	return state === "failed" || state === "failing"
		? "The lease has failed; try it again first."
		: `The lease is ${state}; wait until that has ended.`;
}

interface Serving extends Standing {
	readonly release: { readonly manifest: Manifest } | null;
}

/** Why one instance cannot be restarted alone now, or null. An init has run to its end, and belongs to all of the lease. */
export function refusesRestartOf({ service }: Pick<InstanceView, "service">, lease: Serving): string | null {
	if (lease.release?.manifest.services[service]?.role === "init")
		return "It ran before the others began; restart the lease to run it again.";
	const why = refuses("restart", lease);
	return why === null && lease.state !== "ready" ? "The lease does not serve; restart all of it." : why;
}

/** Why a close would be refused now, or null. */
export function refusesClose({ state }: Standing): string | null {
	if (!isClosing(state)) return null;
	return state === "closed" ? "The lease is closed already." : "The lease is being closed already.";
}

const cancellable: readonly OperationKind[] = ["provision", "update", "restart", "start", "restore"];

/** Whether an operation can be asked to give up. */
export const isCancellable = ({ kind, state }: Pick<OperationView, "kind" | "state">): boolean =>
	!isOperationDone(state) && cancellable.includes(kind);
