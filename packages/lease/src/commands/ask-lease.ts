import { isAppError, type LeaseId, type MachineEvent, type OperationKind } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { Accepted, Caller } from "../service.ts";
import { acceptCommand, type Request } from "./accept-command.ts";
import { type CommandContext, getOwnLease, newOperationId, toAccepted } from "./command-context.ts";
import { type Present, readPresent } from "./current-release.ts";
import { onceByKey } from "./idempotent.ts";
import { requestHash } from "./request-hash.ts";

/** What every request to a lease has. */
export interface AskInput {
	readonly leaseId: string;
	readonly idempotencyKey?: string | undefined;
	readonly callbackUrl?: string | undefined;
}

export interface Ask {
	/** Tells this command's requests from another's. */
	readonly verb: string;
	/** Beside the lease and the callback: what must be the same in two requests for them to be one. */
	readonly asked?: unknown;
	readonly event: MachineEvent;
	readonly kind: OperationKind;
	/** Whether it is refused when it comes too soon after the last one. */
	readonly isSpaced: boolean;
	/** What must be read first, beside the row. It is read anew when the lease was changed meanwhile. */
	readonly prepare?: (row: LeaseRecord) => Promise<Request["effect"]>;
	/** The same for what begins from the present release, which is read with the row. */
	readonly fromPresent?: (present: Present) => Request["effect"] | Promise<Request["effect"]>;
}

/** How often a request is prepared anew because others change the lease at the same time. */
const PREPARED_MAX = 4;

/** Asks a lease to do something: once per key, and joined when the very same is under way. Errors  NOT_FOUND; those of `acceptCommand`. */
export async function askLease(context: CommandContext, caller: Caller, input: AskInput, ask: Ask): Promise<Accepted> {
	const { apply, clock, policy, metrics } = context;
	const { idempotencyKey, callbackUrl } = input;
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const read = async (): Promise<Pick<Present, "lease"> & Partial<Present>> =>
		ask.fromPresent === undefined ? { lease: await getOwnLease(context, caller, id) } : await readPresent(context, caller, id);
	const first = await read();
	const hash = requestHash(ask.verb, { leaseId: id, callbackUrl, asked: ask.asked });
	const askOnce = async ({ lease: row, release }: Awaited<ReturnType<typeof read>>): Promise<Accepted> => {
		const effect = await (release === undefined ? ask.prepare?.(row) : ask.fromPresent?.({ lease: row, release }));
		const decide = acceptCommand(
			{
				event: ask.event,
				kind: ask.kind,
				by: caller.label,
				at: clock.now(),
				operationId: newOperationId(clock),
				callbackUrl,
				idempotencyKey,
				requestHash: hash,
				spacingMs: ask.isSpaced ? policy.commandSpacingMs : 0,
				...(effect && { effect }),
			},
			policy.deadlines ?? {},
		);
		const { result, lease } = await apply
			.change(id, { scope: caller.scope, fence: null, audit: caller.audit }, decide)
			.catch((err: unknown) => {
				if (isAppError(err, "THROTTLED")) metrics.requested(ask.kind, "throttled");
				throw err;
			});
		if (result.joined) metrics.requested(ask.kind, "joined");
		return toAccepted(lease, result.operationId, result.joined);
	};
	return onceByKey(context, { tenantId: first.lease.tenantId, idempotencyKey, hash }, async () => {
		for (let tried = 1; ; tried++)
			try {
				return await askOnce(tried === 1 ? first : await read());
			} catch (err) {
				if (tried >= PREPARED_MAX || !isAppError(err, "VERSION_CONFLICT")) throw err;
			}
	});
}
