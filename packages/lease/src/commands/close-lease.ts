import type { CloseInput, LeaseId } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { acceptCommand } from "./accept-command.ts";
import { type CommandContext, getOwnLease, newOperationId, toAccepted } from "./command-context.ts";
import { onceByKey } from "./idempotent.ts";
import { requestHash } from "./request-hash.ts";

/** Ends a lease from any state. What runs is superseded; what closes already is joined. */
export async function closeLease(context: CommandContext, caller: Caller, input: CloseInput): Promise<Accepted> {
	const { apply, clock, policy } = context;
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const { tenantId } = await getOwnLease(context, caller, id);
	const hash = requestHash("close", { leaseId: id, callbackUrl: input.callbackUrl });
	return onceByKey(context, { tenantId, idempotencyKey: input.idempotencyKey, hash }, async () => {
		const decide = acceptCommand(
			{
				event: "closeRequested",
				kind: "close",
				by: caller.label,
				at: clock.now(),
				operationId: newOperationId(clock),
				releaseNumber: null,
				callbackUrl: input.callbackUrl,
				idempotencyKey: input.idempotencyKey,
				requestHash: hash,
			},
			policy.deadlines ?? {},
		);
		const { result, lease } = await apply.change(id, { scope: caller.scope, fence: null }, decide);
		return toAccepted(lease, result.operationId, result.joined);
	});
}
