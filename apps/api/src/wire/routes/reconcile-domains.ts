import { isAppError } from "@berth/core";
import { callerOf, type WireHandler } from "../context.ts";
import { decodeJson } from "../decode-json.ts";
import { mayHaveDomain } from "../domains.ts";
import { findOpen, requireFields } from "../find-lease.ts";
import { itemShape, nameItems } from "../items.ts";
import { notProvisioned, WireRefusal } from "../refusal.ts";

const done = { status: 204 };

/**
 * Gives services the names of the tenant's own that they should have by now. The client says it again and again, so one is changed at a
 * time; one that cannot be had stays as it is until it can.
 *
 * Cost  one read where nothing is to be changed.
 */
export const reconcileDomains: WireHandler = async (context, { body }) => {
	const asked = decodeJson(body, { lease_uuid: "text", items: itemShape });
	requireFields({ lease_uuid: asked.lease_uuid });
	const { stores, ingressDomain } = context;
	if (ingressDomain === null || asked.items.length === 0) return done;
	const lease = await findOpen(context, asked.lease_uuid);
	if (lease?.state !== "ready") return done;
	const differing = nameItems(asked.items).filter(({ service, domain }) => {
		const item = lease.items.find((one) => one.service === service);
		return item !== undefined && (item.domain ?? "") !== domain;
	});
	if (differing.length === 0) return done;
	const release = (await stores.reader.currentReleases([lease.leaseId])).get(lease.leaseId);
	const next = differing.find(
		({ service, domain }) => domain === "" || (release && mayHaveDomain(release.manifest, service, domain, ingressDomain)),
	);
	if (next === undefined) return done;
	const domain = next.domain === "" ? null : next.domain;
	try {
		await context.leases.setDomain(callerOf(context, lease.tenantId), { leaseId: lease.leaseId, service: next.service, domain });
	} catch (err) {
		if (isAppError(err, "NOT_FOUND")) throw notProvisioned();
		if (isAppError(err, "INVALID_STATE", "VERSION_CONFLICT")) throw new WireRefusal(409, "invalid state for custom domain");
		// Another lease has it, or it is no name for this service: the next time may find it otherwise.
		if (!isAppError(err, "CONFLICT", "BAD_INPUT", "UNSUPPORTED")) throw err;
	}
	return done;
};
