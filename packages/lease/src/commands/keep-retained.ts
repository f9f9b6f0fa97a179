import { AppError, isAppError, type RetentionId } from "@berth/core";
import type { RetentionRecord, Stores } from "@berth/db";
import type { Caller } from "../service.ts";
import { type CommandContext, futureOf } from "./command-context.ts";

/** Moves the time until which a closed lease's data is kept. Errors  NOT_FOUND, INVALID_STATE, BAD_INPUT for a time that is past. */
export const extendRetention = async (
	{ stores, clock }: CommandContext,
	caller: Caller,
	id: RetentionId,
	expiresAt: Date,
): Promise<RetentionRecord> => {
	const until = futureOf(clock, "expiresAt", expiresAt);
	return orWhatBecameOfIt(stores, caller, id, stores.retentions.extend(id, caller.scope, caller.label, until, caller.audit));
};

/**
 * Gives a closed lease's data up before its time; the node's agent destroys it. The lease's log says who did it.
 *
 * Errors  NOT_FOUND; INVALID_STATE while it is being restored.
 */
export const relinquishRetention = ({ stores }: CommandContext, caller: Caller, id: RetentionId): Promise<RetentionRecord> =>
	orWhatBecameOfIt(stores, caller, id, stores.retentions.relinquish(id, caller.scope, caller.label, caller.audit));

const orWhatBecameOfIt = <T>(stores: Pick<Stores, "retentions">, caller: Caller, id: RetentionId, asked: Promise<T>): Promise<T> =>
	asked.catch(async (err: unknown) => {
		throw isAppError(err, "NOT_FOUND") ? await notRetained(stores, caller, id) : err;
	});

/** Why there is no such data: it was destroyed, as long as that is known. */
export async function notRetained(
	{ retentions }: Pick<Stores, "retentions">,
	{ scope }: Caller,
	retentionId: RetentionId,
): Promise<AppError> {
	const gone = await retentions.findTombstone(retentionId, scope);
	if (gone === null) return new AppError("NOT_FOUND", { data: { retentionId } });
	const destroyedAt = gone.destroyedAt.toISOString();
	return new AppError("NOT_FOUND", {
		message: `This data was destroyed on ${destroyedAt}, because ${sentences[gone.because]}.`,
		data: { retentionId, destroyedAt, because: gone.because },
	});
}

const sentences = {
	closed: "its lease was closed without keeping it",
	asked: "somebody gave it up",
	expired: "its time was over",
	evicted: "newer data of the tenant took its place",
	refused: "no room was left to keep it",
	regenerable: "nothing had been written to it",
	incomplete: "it was not imported as a whole",
	lost: "its volumes were not on the node's disk any more",
} as const;
