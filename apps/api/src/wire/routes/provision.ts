import { isAppError } from "@berth/core";
import type { BackendLease } from "@berth/db";
import { assertCallbackUrl } from "../callback-url.ts";
import { callerOf, type WireContext, type WireHandler } from "../context.ts";
import { decodeJson, type RecordOf } from "../decode-json.ts";
import { domainsOf } from "../domains.ts";
import { assertName, findOpen, requireFields } from "../find-lease.ts";
import { itemShape, nameItems, sizeNamed } from "../items.ts";
import { readPayload } from "../manifest-dialect.ts";
import { makeLease, TakenMeanwhile } from "../new-lease.ts";
import { invalid, WireRefusal } from "../refusal.ts";
import { ensureTenant } from "../tenant-of.ts";
import { alreadyProvisioned, isInsufficient, refusalOf } from "../to-refusal.ts";

const shape = {
	lease_uuid: "text",
	tenant: "text",
	provider_uuid: "text",
	items: itemShape,
	callback_url: "text",
	payload: "bytes",
} as const;

/** Makes a lease, or brings a failed one up again. How that went is told by a callback. */
export const provision: WireHandler = async (context, { body }) => {
	const asked = decodeJson(body, shape);
	requireFields({ lease_uuid: asked.lease_uuid, callback_url: asked.callback_url });
	assertCallbackUrl(asked.callback_url);
	requireFields({ items: asked.items });
	assertName(asked.lease_uuid);
	try {
		await provisionLease(context, asked);
	} catch (err) {
		throw toProvisionRefusal(err);
	}
	return { status: 202, body: { provision_id: asked.lease_uuid } };
};

async function provisionLease(context: WireContext, asked: RecordOf<typeof shape>): Promise<void> {
	const { leases, stores, settings, ingressDomain } = context;
	const items = nameItems(asked.items);
	const open = await findOpen(context, asked.lease_uuid);
	if (open !== null && open.state !== "failed") throw alreadyProvisioned();
	const sized = await sizeNamed(stores.catalog, settings.skus, items);
	const manifest = readPayload(asked.payload);
	const domains = domainsOf(items, manifest, ingressDomain);
	const tenantId = await ensureTenant(context, asked.tenant);
	const caller = callerOf(context, tenantId);
	const { callback_url: callbackUrl } = asked;
	if (open !== null) {
		assertOwner(open, tenantId);
		await stores.backend.remember(open.leaseId, { callbackUrl, skus: sized.skus });
		const { joined } = await leases.retry(caller, { leaseId: open.leaseId, manifest, callbackUrl }, { items: sized.items, domains });
		if (joined) throw alreadyProvisioned();
		return;
	}
	const facts = { providerUuid: asked.provider_uuid, skus: sized.skus, callbackUrls: [callbackUrl] };
	await makeLease(context, asked.lease_uuid, { backend: { uuid: asked.lease_uuid, facts }, domains }, (name, terms) =>
		leases.provision(caller, tenantId, { name, items: sized.items, manifest, callbackUrl }, terms),
	);
}

function assertOwner(open: BackendLease, tenantId: string): void {
	if (open.tenantId !== tenantId) throw invalid("the lease belongs to another tenant");
}

function toProvisionRefusal(err: unknown): unknown {
	if (err instanceof TakenMeanwhile) return alreadyProvisioned();
	// It is not provisioned, and saying that it were would be taken for success.
	if (isAppError(err, "INVALID_STATE")) return new WireRefusal(500, "the lease cannot be provisioned as it is; deprovision it first");
	if (isInsufficient(err)) return new WireRefusal(503, `insufficient resources: ${err.message}`);
	return refusalOf(err) ?? err;
}
