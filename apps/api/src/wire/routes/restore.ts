import { isAppError } from "@berth/core";
import type { RetentionRecord } from "@berth/db";
import { assertCallbackUrl } from "../callback-url.ts";
import { callerOf, type WireContext, type WireHandler } from "../context.ts";
import { decodeJson, type RecordOf } from "../decode-json.ts";
import { assertFits } from "../demote.ts";
import { domainsOf } from "../domains.ts";
import { assertName, findOpen, requireFields } from "../find-lease.ts";
import { itemShape, type NamedItem, nameItems, sizeNamed } from "../items.ts";
import { makeLease, TakenMeanwhile } from "../new-lease.ts";
import { invalid, WireRefusal } from "../refusal.ts";
import { findTenant } from "../tenant-of.ts";
import { isInsufficient, refusalOf } from "../to-refusal.ts";

const shape = {
	lease_uuid: "text",
	from_lease_uuid: "text",
	tenant: "text",
	provider_uuid: "text",
	items: itemShape,
	callback_url: "text",
} as const;

const notRetained = () => new WireRefusal(422, "no retained data for lease");
const wrongState = () => new WireRefusal(409, "invalid state for restore");
const taken = () => new WireRefusal(409, "lease already provisioned", { code: "already_provisioned" });

/** Makes a lease of what a closed one left. Whose data it is cannot be told from whether there is any. */
export const restore: WireHandler = async (context, { body }) => {
	const asked = decodeJson(body, shape);
	requireFields({ lease_uuid: asked.lease_uuid, from_lease_uuid: asked.from_lease_uuid, callback_url: asked.callback_url });
	assertCallbackUrl(asked.callback_url);
	assertName(asked.lease_uuid);
	try {
		await restoreLease(context, asked);
	} catch (err) {
		throw toRestoreRefusal(err);
	}
	return { status: 202, body: { status: "restoring" } };
};

async function restoreLease(context: WireContext, asked: RecordOf<typeof shape>): Promise<void> {
	const { stores, settings, leases, ingressDomain } = context;
	const tenantId = await findTenant(context, asked.tenant);
	const found = tenantId === null ? null : await findRecord(context, asked.from_lease_uuid);
	if (tenantId === null || found === null || found.record.tenantId !== tenantId) throw notRetained();
	const { record, providerUuid } = found;
	if (record.state === "active" && record.expiresAt.getTime() <= context.clock.now().getTime()) throw notRetained();
	const items = nameItems(asked.items);
	assertSameShape(record, items);
	if (asked.provider_uuid !== "" && providerUuid !== "" && asked.provider_uuid !== providerUuid)
		throw invalid("the data is another provider's");
	const sized = await sizeNamed(stores.catalog, settings.skus, items);
	if (record.state === "active") await assertFits(context, record, sized.items);
	if ((await findOpen(context, asked.lease_uuid)) !== null) throw taken();
	if (record.state !== "active") throw wrongState();
	const { callback_url: callbackUrl } = asked;
	const facts = { providerUuid: asked.provider_uuid || providerUuid, skus: sized.skus, callbackUrls: [callbackUrl] };
	const domains = domainsOf(items, record.manifest, ingressDomain);
	await makeLease(context, asked.lease_uuid, { backend: { uuid: asked.lease_uuid, facts }, domains }, (name, terms) =>
		leases.restore(callerOf(context, tenantId), tenantId, { name, retentionId: record.id, items: sized.items, callbackUrl }, terms),
	);
}

async function findRecord({ stores }: WireContext, uuid: string) {
	const found = uuid.length > 255 ? null : await stores.backend.findRetained(uuid);
	const record = found && (await stores.retentions.find(found.retentionId, "all"));
	return found === null || record === null ? null : { record, providerUuid: found.facts.providerUuid };
}

/** Sizes may differ, services and how many there are of each may not. */
function assertSameShape(record: RetentionRecord, items: readonly NamedItem[]): void {
	const count = (all: readonly Pick<NamedItem, "service" | "quantity">[]) => {
		const counts = new Map<string, number>();
		for (const { service, quantity } of all) counts.set(service, (counts.get(service) ?? 0) + quantity);
		return counts;
	};
	const [kept, wanted] = [count(record.items), count(items)];
	if (kept.size !== wanted.size || [...kept].some(([service, quantity]) => wanted.get(service) !== quantity))
		throw invalid("the items are not those of the retained lease");
}

function toRestoreRefusal(err: unknown): unknown {
	if (err instanceof TakenMeanwhile) return taken();
	if (isAppError(err, "NOT_FOUND")) return notRetained();
	if (isAppError(err, "INVALID_STATE")) return wrongState();
	if (isInsufficient(err)) return new WireRefusal(503, "insufficient resources for restore");
	return refusalOf(err) ?? err;
}
