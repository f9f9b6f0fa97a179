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

/** Gives a closed lease's data up before its time; the node's agent destroys it. Errors  NOT_FOUND; INVALID_STATE while it is being restored. */
export const relinquishRetention = ({ stores }: CommandContext, caller: Caller, id: RetentionId): Promise<RetentionRecord> =>
	stores.retentions.relinquish(id, caller.scope);
