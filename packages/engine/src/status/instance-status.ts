import type { ContainerObservation, Phase } from "../observation.ts";
import type { InstanceKind } from "./instance-kind.ts";

export type InstanceStatus =
	| "gone"
	| "failed"
	| "degraded"
	| "restarting"
	| "starting"
	| "unknown"
	| "stopping"
	| "stopped"
	| "paused"
	| "running"
	/** An init that did its work. */
	| "completed";

/** One instance that should be, and what was seen of it. */
export interface ExpectedInstance {
	readonly kind: InstanceKind;
	/** `missing`: a list that could be read did not have it. `unreadable`: it could not be looked at. */
	readonly seen: Pick<ContainerObservation, "phase" | "health" | "exitCode" | "oomKilled"> | "missing" | "unreadable";
	/** Whether we asked it to stop: then the code with which it ended says nothing. */
	readonly stopWanted: boolean;
}

/** What is seen of one instance, as a word. An answer that could not be had is `unknown` and never `gone`. */
export function instanceStatus({ kind, seen, stopWanted }: ExpectedInstance): InstanceStatus {
	if (seen === "missing") return "gone";
	if (seen === "unreadable") return "unknown";
	if (seen.phase === "running") return runningStatus[seen.health];
	if (seen.phase !== "exited") return plainStatus[seen.phase];
	if (kind === "init" && seen.exitCode === 0) return "completed";
	if (seen.oomKilled) return "failed";
	return seen.exitCode === 0 || stopWanted ? "stopped" : "failed";
}

const runningStatus: Record<ContainerObservation["health"], InstanceStatus> = {
	none: "running",
	starting: "starting",
	healthy: "running",
	unhealthy: "degraded",
};

/** A container that is made but not started is on its way up. */
const plainStatus: Record<Exclude<Phase, "running" | "exited">, InstanceStatus> = {
	created: "starting",
	paused: "paused",
	restarting: "restarting",
	stopping: "stopping",
	dead: "failed",
	gone: "gone",
};
