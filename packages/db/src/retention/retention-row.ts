import type { GivenUpCause, LeaseId, Manifest, NodeId, RetentionId, RetentionState, TenantId } from "@berth/core";
import type { LeaseItemRecord, RetentionRecord } from "../records.ts";

/** What every read of a retention record selects, from a row that the statement calls `retention`. */
export const retentionColumns = `
	retention.id, retention.tenant_id, retention.node_id, retention.lease_id, retention.lease_name, retention.state,
	retention.restoring_lease_id, retention.manifest, retention.items, retention.disk_bytes, retention.partition,
	retention.created_at, retention.expires_at, retention.given_up_because, retention.given_up_at, retention.given_up_by`;

export interface RetentionRow {
	readonly id: RetentionId;
	readonly tenant_id: TenantId;
	readonly node_id: NodeId;
	readonly lease_id: LeaseId | null;
	readonly lease_name: string;
	readonly state: RetentionState;
	readonly restoring_lease_id: LeaseId | null;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	readonly disk_bytes: number;
	readonly partition: string | null;
	readonly created_at: Date;
	readonly expires_at: Date;
	readonly given_up_because: GivenUpCause | null;
	readonly given_up_at: Date | null;
	readonly given_up_by: string | null;
}

export const toRetention = (row: RetentionRow): RetentionRecord => ({
	id: row.id,
	tenantId: row.tenant_id,
	nodeId: row.node_id,
	leaseId: row.lease_id,
	leaseName: row.lease_name,
	state: row.state,
	restoringLeaseId: row.restoring_lease_id,
	manifest: row.manifest,
	items: row.items,
	diskBytes: row.disk_bytes,
	partition: row.partition,
	createdAt: row.created_at,
	expiresAt: row.expires_at,
	givenUp:
		row.given_up_because === null || row.given_up_at === null
			? null
			: { because: row.given_up_because, at: row.given_up_at, by: row.given_up_by },
});
