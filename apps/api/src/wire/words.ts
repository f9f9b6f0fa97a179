import type { InstanceState, LeaseState, OperationKind, OperationState, Reason } from "@berth/core";
import type { BackendLease } from "@berth/db";
import { ERROR_CHARS_MAX } from "./protocol.ts";

/** The protocol's words for what ours say. Its sets only grow, and its texts are curated: nothing foreign is ever in them. */

/** What the protocol knows of no word of is `unknown`: a lease that somebody stopped is neither well nor lost. */
const statusOf: Readonly<Record<LeaseState, string>> = {
	provisioning: "provisioning",
	ready: "ready",
	failing: "failing",
	failed: "failed",
	restarting: "restarting",
	starting: "restarting",
	restoring: "restarting",
	updating: "updating",
	stopping: "updating",
	stopped: "unknown",
	deprovisioning: "deprovisioning",
	closed: "unknown",
};
export const toStatus = (state: LeaseState): string => statusOf[state];

/** As a container engine says it. */
const engineWordOf: Readonly<Record<InstanceState, string>> = {
	created: "created",
	starting: "running",
	running: "running",
	unhealthy: "running",
	exited: "exited",
	missing: "removing",
	unknown: "unknown",
};
export const toEngineWord = (state: InstanceState): string => engineWordOf[state];

/** What went wrong, where it says more than that the operation failed. */
const causes: Partial<Record<Reason, { readonly reason: string; readonly text: string }>> = {
	ImageNotFound: { reason: "ImagePullFailed", text: "image pull failed" },
	ImageDenied: { reason: "ImagePullFailed", text: "image pull failed" },
	ImagePullFailed: { reason: "ImagePullFailed", text: "image pull failed" },
	ContainerExited: { reason: "ContainerExited", text: "container exited during startup" },
	OutOfMemory: { reason: "ContainerExited", text: "container exited during startup" },
	InitFailed: { reason: "ContainerExited", text: "container exited during startup" },
	Unhealthy: { reason: "ContainerExited", text: "container reported unhealthy" },
	NotReady: { reason: "ContainerExited", text: "container did not become ready in time" },
};

/** Of a first start what could not be made is told, too: nothing ran before. */
const causesOfProvision: Partial<Record<Reason, { readonly reason: string; readonly text: string }>> = {
	NetworkFailed: { reason: "Internal", text: "tenant network setup failed" },
	VolumeFailed: { reason: "Internal", text: "volume creation failed" },
	VolumeMissing: { reason: "Internal", text: "volume creation failed" },
	NoSpace: { reason: "Internal", text: "volume creation failed" },
	ContainerCreateFailed: { reason: "Internal", text: "container creation failed" },
	ContainerStartFailed: { reason: "Internal", text: "container creation failed" },
	HostPortTaken: { reason: "Internal", text: "container creation failed" },
	DependencyFailed: { reason: "ContainerExited", text: "container did not become ready in time" },
	DeadlineExceeded: { reason: "Internal", text: "provisioning timed out" },
	Cancelled: { reason: "Internal", text: "provisioning canceled" },
};

const failures: Partial<Record<OperationKind, { readonly reason: string; readonly text: string }>> = {
	restart: { reason: "RestartFailed", text: "restart failed" },
	start: { reason: "RestartFailed", text: "restart failed" },
	stop: { reason: "RestartFailed", text: "restart failed" },
	update: { reason: "UpdateFailed", text: "update failed" },
	restore: { reason: "RestoreFailed", text: "restore failed" },
	close: { reason: "CleanupFailed", text: "cleanup failed" },
};

export interface Failure {
	readonly reason: string;
	readonly message: string;
}

/** Why an operation did not succeed. */
export function toFailure(kind: OperationKind, state: OperationState, reason: Reason | null): Failure {
	if (kind === "diagnose") return { reason: "ContainerExited", message: "container exited unexpectedly" };
	if (kind === "close" && reason === "TeardownIncomplete") return { reason: "VolumeCleanupExhausted", message: "volume cleanup exhausted" };
	const known = reason === null ? undefined : ((kind === "provision" ? causesOfProvision[reason] : undefined) ?? causes[reason]);
	const failure = known ?? failures[kind] ?? { reason: "Internal", text: "internal error" };
	const suffix = state === "rolled_back" ? "; rolled back to previous version" : "";
	return { reason: failure.reason, message: `${failure.text}${suffix}` };
}

/** What a lease's status says of its failure; nothing where there is none to tell of. */
export function failureOf({ state, reason, operation }: Pick<BackendLease, "state" | "reason" | "operation">): Partial<Failure> {
	if (state !== "failed" && state !== "failing" && (reason === null || operation?.state !== "rolled_back")) return {};
	if (state === "failing" || operation === null) return { reason: "ContainerExited", message: "container exited unexpectedly" };
	return toFailure(operation.kind, operation.state, reason);
}

/** Errors  none: what is too long is cut, and says so. */
export const cutError = (text: string): string => (text.length <= ERROR_CHARS_MAX ? text : `${text.slice(0, ERROR_CHARS_MAX - 3)}...`);
