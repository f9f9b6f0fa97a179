import type { LeaseId, NodeId, RetentionId, TenantId, VolumeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { VolumeRecord } from "../records.ts";

interface Row {
	readonly id: VolumeId;
	readonly node_id: NodeId;
	readonly tenant_id: TenantId;
	readonly lease_id: LeaseId | null;
	readonly retention_id: RetentionId | null;
	readonly service: string;
	readonly index: number;
	readonly quota_bytes: number;
	readonly created_at: Date;
}

const columns = "id, node_id, tenant_id, lease_id, retention_id, service, index, quota_bytes, created_at";
const byId = `select ${columns} from volume where id = $1`;
const byNode = `select ${columns} from volume where node_id = $1 order by id`;
const byRetention = `select ${columns} from volume where retention_id = $1 order by service collate "C", index`;

const toVolume = (row: Row): VolumeRecord => ({
	id: row.id,
	nodeId: row.node_id,
	tenantId: row.tenant_id,
	leaseId: row.lease_id,
	retentionId: row.retention_id,
	service: row.service,
	index: row.index,
	quotaBytes: row.quota_bytes,
	createdAt: row.created_at,
});

/** Reads one volume. Cost: the primary key; no lock. */
export async function findVolume(db: Queryable, id: VolumeId): Promise<VolumeRecord | null> {
	const [row] = await rowsOf<Row & Record<string, unknown>>(db, byId, [id]);
	return row === undefined ? null : toVolume(row);
}

/** Reads every volume of a node. Cost: all of them, by volume_node_idx; no lock. */
export const listVolumesOfNode = async (db: Queryable, nodeId: NodeId): Promise<VolumeRecord[]> =>
	(await rowsOf<Row & Record<string, unknown>>(db, byNode, [nodeId])).map(toVolume);

/** Reads the volumes of a retention record. Cost: those, by volume_retention_key; no lock. */
export const listVolumesOfRetention = async (db: Queryable, id: RetentionId): Promise<VolumeRecord[]> =>
	(await rowsOf<Row & Record<string, unknown>>(db, byRetention, [id])).map(toVolume);

const counts = "select retention_id as id, count(*)::int as count from volume where retention_id = any($1::uuid[]) group by retention_id";

/** Counts the volumes of some retention records. Cost: those, by volume_retention_key; no lock. */
export async function countVolumesByRetention(db: Queryable, ids: readonly RetentionId[]): Promise<ReadonlyMap<RetentionId, number>> {
	if (ids.length === 0) return new Map();
	const rows = await rowsOf<{ id: RetentionId; count: number }>(db, counts, [[...ids]]);
	return new Map(rows.map(({ id, count }) => [id, count]));
}
