import type { LeaseId, NodeId, RetentionId, TenantId, VolumeId } from "@berth/core";
import { parameters, type Queryable, rowsPlannedAnew } from "../query.ts";
import type { Scope } from "../scope.ts";

/** A volume and whose it is, by name. */
export interface ListedVolume {
	readonly id: VolumeId;
	readonly nodeId: NodeId;
	readonly tenantId: TenantId;
	readonly tenantName: string;
	readonly leaseId: LeaseId | null;
	readonly retentionId: RetentionId | null;
	/** Of the lease that has it, or that left it. */
	readonly leaseName: string;
	readonly service: string;
	readonly index: number;
	readonly quotaBytes: number;
	readonly createdAt: Date;
}

export interface VolumeListOptions {
	readonly limit: number;
	/** The id of the last one seen. */
	readonly after?: VolumeId;
	readonly leaseId?: LeaseId;
	/** Of one node; within a scope of all. */
	readonly nodeId?: NodeId;
}

/** Reads a page of volumes, oldest first. Cost: those, by one of the volume's indexes; no lock. */
export async function listVolumes(db: Queryable, scope: Scope, options: VolumeListOptions): Promise<readonly ListedVolume[]> {
	const { values, of } = parameters();
	const where = [
		...(scope === "all" ? [] : [`volume.tenant_id = ${of(scope.tenantId)}`]),
		...(options.after === undefined ? [] : [`volume.id > ${of(options.after)}`]),
		...(options.leaseId === undefined ? [] : [`volume.lease_id = ${of(options.leaseId)}`]),
		...(options.nodeId === undefined ? [] : [`volume.node_id = ${of(options.nodeId)}`]),
	];
	const text = `
		select volume.id, volume.node_id as "nodeId", volume.tenant_id as "tenantId", tenant.name as "tenantName",
			volume.lease_id as "leaseId", volume.retention_id as "retentionId", coalesce(lease.name, retention.lease_name, '') as "leaseName",
			volume.service, volume.index, volume.quota_bytes::float8 as "quotaBytes", volume.created_at as "createdAt"
		from volume
			join tenant on tenant.id = volume.tenant_id
			left join lease on lease.id = volume.lease_id
			left join retention on retention.id = volume.retention_id
		${where.length === 0 ? "" : `where ${where.join(" and ")}`}
		order by volume.id limit ${of(options.limit)}`;
	return rowsPlannedAnew<ListedVolume & Record<string, unknown>>(db, text, values);
}
