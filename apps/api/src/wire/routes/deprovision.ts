import { isAppError, type WaitInput } from "@berth/core";
import { callerOf, type WireHandler } from "../context.ts";
import { decodeJson } from "../decode-json.ts";
import { findOpen, requireFields } from "../find-lease.ts";
import { WireRefusal } from "../refusal.ts";

/**
 * Closes a lease and answers once it is closed. The close is the node's work and goes on whatever becomes of this request; a client that
 * asks again waits for the same one. What there is none of is closed.
 */
export const deprovision: WireHandler = async (context, { body, signal }) => {
	const { lease_uuid: uuid } = decodeJson(body, { lease_uuid: "text" });
	requireFields({ lease_uuid: uuid });
	const done = { status: 200, body: { status: "ok" } };
	const lease = await findOpen(context, uuid);
	if (lease === null) return done;
	const { leaseId, tenantId, callbackUrl, callbackUrls } = lease;
	const caller = callerOf(context, tenantId);
	// Where a person wanted to be told is that person's: it is not for this close.
	const told = callbackUrl !== null && callbackUrls.includes(callbackUrl) ? callbackUrl : callbackUrls.at(-1);
	await context.leases.close(caller, { leaseId, ...(told !== undefined && { callbackUrl: told }) }).catch((err: unknown) => {
		// Another request closed it meanwhile: the wait sees that at once.
		if (!isAppError(err, "INVALID_STATE")) throw err;
	});
	const input: WaitInput = { leaseId, states: ["closed"], timeoutMs: context.settings.deprovisionWaitMs };
	const { met } = await context.leases.wait(caller, input, signal);
	if (!met) throw new WireRefusal(500, "deprovision is still under way; ask again");
	return done;
};
