import { type ExpectedInstance, type InstanceStatus, instanceStatus } from "./instance-status.ts";

export type SetStatus = Exclude<InstanceStatus, "completed">;

/** The worse the earlier. */
const order: readonly SetStatus[] = [
	"failed",
	"degraded",
	"restarting",
	"starting",
	"unknown",
	"stopping",
	"stopped",
	"paused",
	"running",
	"gone",
];

/**
 * The worst over what should be, not over what was found: an instance that is missing has failed, unless all is being taken away or
 * an init still runs before it.
 * Nothing expected is `unknown`.
 */
export function worstStatus(expected: readonly ExpectedInstance[], { closing }: { readonly closing: boolean }): SetStatus {
	// While an init is at work, the others have not been made yet.
	const preparing = expected.some((instance) => instance.kind === "init" && initStatus(instanceStatus(instance)) === "starting");
	const whenGone = closing ? "gone" : preparing ? "starting" : "failed";
	const found = new Set(expected.map((instance) => weigh(instance, whenGone)));
	return order.find((status) => found.has(status)) ?? "unknown";
}

/** Whether everything that lasts runs, and is healthy where it has a check. An init never counts; nothing expected is not ready. */
export function isReady(expected: readonly ExpectedInstance[]): boolean {
	const lasting = expected.filter(({ kind }) => kind !== "init");
	return lasting.length > 0 && lasting.every((instance) => instanceStatus(instance) === "running");
}

/** Null for what has no say: an init that has done its work, was stopped, or was tidied away. */
function weigh(instance: ExpectedInstance, whenGone: SetStatus): SetStatus | null {
	const status = instanceStatus(instance);
	if (instance.kind === "init" || status === "completed") return initStatus(status);
	return status === "gone" ? whenGone : status;
}

function initStatus(status: InstanceStatus): SetStatus | null {
	if (status === "completed" || status === "gone" || status === "stopped") return null;
	return status === "running" || status === "degraded" ? "starting" : status;
}
