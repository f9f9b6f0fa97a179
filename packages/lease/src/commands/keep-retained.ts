import type { RetentionId } from "@berth/core";
import type { RetentionRecord } from "@berth/db";
import type { Caller } from "../service.ts";
import { type CommandContext, futureOf } from "./command-context.ts";

/** Moves the time until which a closed lease's data is kept. Errors  NOT_FOUND, INVALID_STATE, BAD_INPUT for a time that is past. */
export async function extendRetention(
	{ stores, clock }: CommandContext,
	caller: Caller,
	id: RetentionId,
	expiresAt: Date,
): Promise<RetentionRecord> {
	return stores.retentions.extend(id, caller.scope, futureOf(clock, "expiresAt", expiresAt));
}

/**
 * Gives a closed lease's data up before its time; the node's agent destroys it. The lease's log says who did it, after the fact: it is
 * so also when the log could not be written.
 *
 * Errors  NOT_FOUND; INVALID_STATE while it is being restored.
 */
export async function relinquishRetention({ stores, apply }: CommandContext, caller: Caller, id: RetentionId): Promise<RetentionRecord> {
	const before = await stores.retentions.find(id, caller.scope);
	const record = await stores.retentions.relinquish(id, caller.scope);
	if (before?.state !== "active") return record;
	const volumes = (await stores.retentions.volumes(id)).length;
	await apply.change(record.leaseId, { scope: caller.scope, fence: null }, () => ({
		result: undefined,
		change: { events: [{ actor: caller.label, operationId: null, body: { type: "relinquished", volumes } }] },
	}));
	return record;
}
