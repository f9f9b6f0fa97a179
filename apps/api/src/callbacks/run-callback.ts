import { type CallbackId, type Clock, DAY } from "@berth/core";
import type { CallbackRecord, CallbackStore, OperationRecord, OperationStore } from "@berth/db";
import type { Deliver } from "./deliver.ts";
import { callbackKeyOf } from "./signature.ts";

export interface RunCallbackOptions {
	readonly callbacks: CallbackStore;
	readonly operations: OperationStore;
	readonly deliver: Deliver;
	readonly rootSecret: string;
	readonly clock: Clock;
}

// A receiver that was away for longer must ask; what it would be told is old by then.
const GIVE_UP_AFTER_MS = DAY;

/**
 * One try to deliver a stored callback, with its outcome noted on its row.
 *
 * Errors  when it is to be tried again. One that is delivered, was deleted, or is a day old is done with.
 */
export async function runCallback(options: RunCallbackOptions, id: CallbackId, signal: AbortSignal): Promise<void> {
	const { callbacks, operations, deliver, clock } = options;
	const callback = await callbacks.find(id);
	if (callback === null || callback.deliveredAt !== null) return;
	const operation = await operations.find(callback.operationId);
	if (operation === null || isTooOld(callback, operation, clock)) return;
	try {
		await deliver(callback, callbackKeyOf(options.rootSecret, operation.tenantId), signal);
	} catch (err) {
		await callbacks.noteFailed(id, err instanceof Error ? err.message : "unknown");
		throw err;
	}
	await callbacks.noteDelivered(id);
}

function isTooOld(callback: CallbackRecord, operation: OperationRecord, clock: Clock): boolean {
	const since = operation.finishedAt ?? operation.createdAt;
	return callback.attempts > 0 && clock.now().getTime() - since.getTime() > GIVE_UP_AFTER_MS;
}
