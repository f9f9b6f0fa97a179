import { type NodeRecord, revisionOf, type TenantRecord } from "@berth/db";

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** Records as plain JSON: every date as ISO 8601. */
export const toTenantView = (tenant: TenantRecord) => ({
	...tenant,
	/** For whoever changes what they see here. */
	revision: revisionOf(tenant),
	suspendedAt: iso(tenant.suspendedAt),
	createdAt: tenant.createdAt.toISOString(),
});

export const toNodeView = (node: NodeRecord) => ({
	...node,
	claimedUntil: iso(node.claimedUntil),
	seenAt: iso(node.seenAt),
	cordonedAt: iso(node.cordonedAt),
});
