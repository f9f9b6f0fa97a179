import { isAppError } from "@berth/core";
import type { BackendLease } from "@berth/db";
import type { Accepted } from "@berth/lease";
import { assertCallbackUrl } from "../callback-url.ts";
import { callerOf, type WireContext, type WireHandler } from "../context.ts";
import { decodeJson } from "../decode-json.ts";
import { getOpen, requireFields } from "../find-lease.ts";
import { readPayload } from "../manifest-dialect.ts";
import { notProvisioned, WireRefusal } from "../refusal.ts";
import { isInsufficient, refusalOf } from "../to-refusal.ts";

/** Replaces what runs by the same again. */
export const restart: WireHandler = async (context, { body }) => {
	const asked = decodeJson(body, { lease_uuid: "text", callback_url: "text" });
	requireFields(asked);
	assertCallbackUrl(asked.callback_url);
	const { lease_uuid: uuid, callback_url: callbackUrl } = asked;
	await replace(context, { uuid, callbackUrl, verb: "restart" }, ({ leaseId, tenantId }) =>
		context.leases.restart(callerOf(context, tenantId), { leaseId, callbackUrl }),
	);
	return { status: 202, body: { status: "restarting" } };
};

/** Runs another manifest. One that says the same as the present one is a release all the same. */
export const update: WireHandler = async (context, { body }) => {
	const asked = decodeJson(body, { lease_uuid: "text", callback_url: "text", payload: "bytes" });
	requireFields({ lease_uuid: asked.lease_uuid, callback_url: asked.callback_url });
	assertCallbackUrl(asked.callback_url);
	requireFields({ payload: asked.payload });
	const { lease_uuid: uuid, callback_url: callbackUrl } = asked;
	await replace(context, { uuid, callbackUrl, verb: "update" }, ({ leaseId, tenantId }) =>
		context.leases.update(
			callerOf(context, tenantId),
			{ leaseId, callbackUrl, manifest: readPayload(asked.payload) },
			{ evenIfSame: true },
		),
	);
	return { status: 202, body: { status: "updating" } };
};

interface Asked {
	readonly uuid: string;
	readonly callbackUrl: string;
	readonly verb: "restart" | "update";
}

/** Errors  WireRefusal 404, 409 while it is not at rest, 400. */
async function replace(context: WireContext, { uuid, callbackUrl, verb }: Asked, ask: (lease: BackendLease) => Promise<Accepted>) {
	const wrongState = () => new WireRefusal(409, `invalid state for ${verb}`);
	const lease = await getOpen(context, uuid);
	if (lease.state !== "ready" && lease.state !== "failed") throw wrongState();
	await context.stores.backend.remember(lease.leaseId, { callbackUrl });
	try {
		// The same is under way: another request was first.
		if ((await ask(lease)).joined) throw wrongState();
	} catch (err) {
		if (isAppError(err, "INVALID_STATE")) throw wrongState();
		if (isAppError(err, "NOT_FOUND")) throw notProvisioned();
		if (isInsufficient(err)) throw new WireRefusal(503, `insufficient resources: ${err.message}`);
		throw refusalOf(err) ?? err;
	}
}
