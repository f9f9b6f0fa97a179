import type { LeaseId, NodeId, RetentionCap, RetentionId, TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { CountedRecord, RetentionCaps } from "./weigh-caps.ts";

const caps = `
	select tenant.retained_max as "tenant-count", tenant.retained_bytes_max as "tenant-bytes",
		tenant.partition_retained_max as "partition-count", tenant.partition_retained_bytes_max as "partition-bytes",
		node.retained_bytes_max as "node-bytes"
	from tenant, node where tenant.id = $1 and node.id = $2`;
const counted = "retention.state in ('active', 'importing')";
const own = `
	select id, node_id as "nodeId", lease_id as "leaseId", lease_name as "leaseName", partition, disk_bytes as bytes,
		state = 'active' as "isFree"
	from retention where tenant_id = $1 and ${counted}
	order by created_at, id`;
const onNode = `select coalesce(sum(disk_bytes), 0)::float8 as bytes from retention where node_id = $1 and ${counted}`;

/** What weighing what a tenant's lease leaves on a node needs; null when no cap binds it. */
export interface CapScene {
	readonly caps: RetentionCaps;
	/** Oldest first; empty when no cap of the tenant looks at them. */
	readonly own: readonly CountedRecord[];
	readonly onNode: number;
}

/**
 * Reads the caps alone.
 *
 * Cost  two primary keys; no lock.
 */
export async function readCaps(db: Queryable, tenantId: TenantId, nodeId: NodeId): Promise<RetentionCaps | null> {
	const [found] = await rowsOf<Record<RetentionCap, number | null>>(db, caps, [tenantId, nodeId]);
	return found === undefined || Object.values(found).every((cap) => cap === null) ? null : found;
}

/**
 * Reads the caps and what counts against them. Under the locks of tenant and node it stays so until the transaction ends.
 *
 * Cost  three round trips; the tenant's records, which its caps keep few, and a sum over the node's where that has a cap.
 */
export async function readCapScene(db: Queryable, tenantId: TenantId, nodeId: NodeId): Promise<CapScene | null> {
	const found = await readCaps(db, tenantId, nodeId);
	if (found === null) return null;
	type Row = Omit<CountedRecord, "id" | "nodeId" | "leaseId"> & {
		readonly id: RetentionId;
		readonly nodeId: NodeId;
		readonly leaseId: LeaseId | null;
	};
	const records = await rowsOf<Row & Record<string, unknown>>(db, own, [tenantId]);
	const [held] = found["node-bytes"] === null ? [] : await rowsOf<{ bytes: number }>(db, onNode, [nodeId]);
	return { caps: found, own: records, onNode: held?.bytes ?? 0 };
}
