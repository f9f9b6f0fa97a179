import { isOperationDone } from "@berth/core";
import type { BackendLease, RetentionRecord } from "@berth/db";
import type { WireContext, WireHandler } from "../context.ts";
import { showItems } from "../items.ts";
import { onePage, readPaging } from "../paging.ts";
import { NAME_CHARS_MAX, NO_TIME } from "../protocol.ts";
import { notProvisioned, WireRefusal } from "../refusal.ts";
import { readUuid } from "../uuid.ts";
import { failureOf, toFailure, toStatus } from "../words.ts";

const LOOKUP_MAX = 100;

/** One lease: as it is, as what it left, or how it failed before it was closed. */
export const getProvision: WireHandler = async (context, { name }) => {
	const { stores } = context;
	const found = name.length > NAME_CHARS_MAX || name.includes("\0") ? null : await stores.backend.find(name);
	if (found === null) throw notProvisioned();
	if (found.state !== "closed") return { status: 200, body: showLease(found) };
	const retained = await stores.backend.findRetained(name);
	const record = retained && (await stores.retentions.find(retained.retentionId, "all"));
	if (record?.state === "active" || record?.state === "restoring") return { status: 200, body: showRetained(found, record) };
	const failed = await showFailed(context, found);
	if (failed === null) throw notProvisioned();
	return { status: 200, body: failed };
};

/** A page of the open leases, or those of them that are named. */
export const listProvisions: WireHandler = async ({ stores }, { query }) => {
	const names = query.getAll("lease_uuid");
	if (names.length > 0) return { status: 200, body: { provisions: await lookUp(stores, names) } };
	const { page, ...next } = await onePage(
		readPaging(query),
		(page) => stores.backend.listOpen(page),
		({ uuid }) => uuid,
		showLease,
	);
	return { status: 200, body: { provisions: page, ...next } };
};

async function lookUp({ backend }: Pick<WireContext["stores"], "backend">, names: readonly string[]) {
	if (names.length > LOOKUP_MAX) throw new WireRefusal(400, `lease_uuid count must be between 1 and ${LOOKUP_MAX}`);
	const uuids = names.map((name) => {
		const uuid = readUuid(name);
		if (uuid === null) throw new WireRefusal(400, "invalid lease_uuid");
		return uuid;
	});
	const found = new Map((await backend.findOpen(uuids)).map((lease) => [lease.uuid, lease]));
	return uuids.flatMap((uuid) => {
		const lease = found.get(uuid);
		return lease === undefined ? [] : [showLease(lease)];
	});
}

const showLease = (lease: BackendLease) => ({
	lease_uuid: lease.uuid,
	provider_uuid: lease.providerUuid,
	status: toStatus(lease.state),
	created_at: lease.createdAt.toISOString(),
	fail_count: lease.failCount,
	...failureOf(lease),
	retained_until: NO_TIME,
	quantity: lease.items.reduce((sum, { quantity }) => sum + quantity, 0),
	items: showItems(lease.items, lease.skus),
	service_images: lease.images,
});

const showRetained = (lease: BackendLease, record: RetentionRecord) => ({
	lease_uuid: lease.uuid,
	provider_uuid: lease.providerUuid,
	status: "retained",
	created_at: record.createdAt.toISOString(),
	fail_count: 0,
	retained_until: record.expiresAt.toISOString(),
	tenant: lease.tenantName,
	...(record.partition !== null && { partition: record.partition }),
	quantity: 0,
	items: showItems(record.items, lease.skus),
});

/** How a lease of which nothing is left ended, where that was not well. */
async function showFailed({ stores }: WireContext, lease: BackendLease) {
	const operations = await stores.operations.list(lease.leaseId, 10);
	const last = operations.find(({ kind, state }) => kind !== "close" && state !== "superseded" && isOperationDone(state));
	if (last === undefined || last.state !== "failed") return null;
	return {
		lease_uuid: lease.uuid,
		provider_uuid: lease.providerUuid,
		status: "failed",
		created_at: (last.finishedAt ?? last.createdAt).toISOString(),
		fail_count: lease.failCount,
		...toFailure(last.kind, last.state, last.reason),
		retained_until: NO_TIME,
		quantity: 0,
	};
}
