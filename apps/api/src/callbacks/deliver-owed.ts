import { type Clock, type LeaseId, type Millis, SECOND, type Spans } from "@berth/core";
import type { CallbackStore, OperationStore } from "@berth/db";
import { type Log, runUnit, type WideEvent } from "@berth/lease";
import type { Deliver, Tried } from "./deliver.ts";
import type { LetterOf } from "./letter.ts";
import { nextWaitMs } from "./retry-waits.ts";

export interface DeliverOwedOptions {
	readonly callbacks: Pick<CallbackStore, "takeNext" | "note">;
	readonly operations: Pick<OperationStore, "find">;
	readonly deliver: Deliver;
	readonly letterOf: LetterOf;
	readonly clock: Clock;
	readonly log: Log;
	readonly spans: Spans;
	readonly count: (outcome: "abandoned") => void;
}

interface DeliveryEvent extends WideEvent {
	readonly operationId: string;
	readonly callbackId: string;
	/** Tries, this one included. */
	readonly attempts: number;
}

/** Nothing is to be said in the words of who is told: with that it is done. */
const unsaid: Tried = { status: null, error: null, durationMs: 0 };

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
	const { id: callbackId, attempts } = callback;
	const event: DeliveryEvent = {
		op: "callback.deliver",
		kind: "event",
		ok: true,
		leaseId,
		operationId: operation.id,
		callbackId,
		attempts,
	};
	const follow = { parent: operation.traceParent, kind: "later", facts: { "lease.id": leaseId, "operation.id": operation.id } } as const;
	return options.spans.follow("callback deliver", follow, (span) =>
		runUnit({ log: options.log, clock: options.clock }, event, async () => {
			const letter = await options.letterOf(callback, operation.tenantId);
			const tried = letter === null ? unsaid : await deliver(callback, letter, signal);
			const isOver = tried.error === null || letter?.isTriedOnce === true;
			const waitMs = isOver ? null : nextWaitMs(attempts, ageMs + tried.durationMs);
			const end = tried.error === null ? "delivered" : waitMs === null ? "abandoned" : "owed";
			const { more } = await callbacks.note(callbackId, tried, end);
			if (end === "abandoned") count("abandoned");
			Object.assign(event, { ok: tried.error === null, status: tried.status, end });
			if (tried.error !== null) span.fail(end);
			return waitMs ?? (more ? 0 : null);
		}),
	);
}
