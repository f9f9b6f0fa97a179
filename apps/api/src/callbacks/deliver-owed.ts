import { type LeaseId, type Millis, SECOND } from "@berth/core";
import type { CallbackStore, OperationStore } from "@berth/db";
import type { Deliver } from "./deliver.ts";
import { nextWaitMs } from "./retry-waits.ts";
import { callbackKeyOf } from "./signature.ts";

export interface DeliverOwedOptions {
	readonly callbacks: Pick<CallbackStore, "takeNext" | "note">;
	readonly operations: Pick<OperationStore, "find">;
	readonly deliver: Deliver;
	readonly rootSecret: string;
	readonly count: (outcome: "abandoned") => void;
}

/** Another process is delivering to the same lease's owner and goes on with what is owed after that. This one looks once more. */
const BUSY_MS: Millis = 5 * SECOND;

/**
 * Makes one try of what is owed longest for a lease: a callback is not tried before the one ahead of it arrived or was given up, so a
 * receiver never hears of a later end before an earlier one.
 *
 * A process that dies between an arrival and its note sends that one again, with the same id.
 * Returns how long to wait before the next look, or null when nothing more is owed.
 */
export async function deliverOwed(options: DeliverOwedOptions, leaseId: LeaseId, signal: AbortSignal): Promise<Millis | null> {
	const { callbacks, operations, deliver, count } = options;
	const next = await callbacks.takeNext(leaseId);
	if (next === null) return null;
	if (next === "busy") return BUSY_MS;
	const { callback, ageMs } = next;
	const operation = await operations.find(callback.operationId);
	if (operation === null) throw new Error("a callback without its operation");
	const tried = await deliver(callback, callbackKeyOf(options.rootSecret, operation.tenantId), signal);
	const waitMs = tried.error === null ? null : nextWaitMs(callback.attempts, ageMs + tried.durationMs);
	const end = tried.error === null ? "delivered" : waitMs === null ? "abandoned" : "owed";
	const { more } = await callbacks.note(callback.id, tried, end);
	if (end === "abandoned") count("abandoned");
	return waitMs ?? (more ? 0 : null);
}
