import { AppError, type LeaseId, type RestartInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { acceptCommand } from "./accept-command.ts";
import { type CommandContext, getOwnLease, newOperationId, toAccepted } from "./command-context.ts";
import { onceByKey } from "./idempotent.ts";
import { requestHash } from "./request-hash.ts";

/** Replaces a lease's instances by new ones of the same release, under the next generation. */
export async function restartLease(context: CommandContext, caller: Caller, input: RestartInput): Promise<Accepted> {
	const { stores, apply, clock, policy } = context;
	// The transport has checked the spelling; a string that names no lease is NOT_FOUND below.
	const id = input.leaseId as LeaseId;
	const { tenantId } = await getOwnLease(context, caller, id);
	const hash = requestHash("restart", { leaseId: id, callbackUrl: input.callbackUrl });
	return onceByKey(context, { tenantId, idempotencyKey: input.idempotencyKey, hash }, async () => {
		const release = (await stores.reader.latestReleases([id])).get(id);
		if (release === undefined) throw new AppError("INTERNAL", { cause: new Error("the lease has no release") });
		const decide = acceptCommand(
			{
				event: "restartRequested",
				kind: "restart",
				by: caller.label,
				at: clock.now(),
				operationId: newOperationId(clock),
				releaseNumber: release.number,
				callbackUrl: input.callbackUrl,
				idempotencyKey: input.idempotencyKey,
				requestHash: hash,
				set: (lease) => ({
					generation: lease.generation + 1,
					// What does not serve now is nothing to go back to.
					...(lease.state !== "ready" && { observedGeneration: null }),
				}),
			},
			policy.deadlines ?? {},
		);
		const { result, lease } = await apply.change(id, { scope: caller.scope, fence: null }, decide);
		return toAccepted(lease, result.operationId, result.joined);
	});
}
