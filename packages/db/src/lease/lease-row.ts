import type { LeaseId, LeaseState, NodeId, OperationId, Reason, TenantId } from "@berth/core";
import type { LeaseHostPort, LeaseItemRecord, LeaseRecord, LeaseVolume, Serving } from "../records.ts";

/** A lease's own columns, of a row that the statement calls `lease`. Named one by one: a new column changes no prepared plan. */
export const leaseFields = `
	lease.id, lease.tenant_id, lease.node_id, lease.name, lease.partition, lease.state, lease.state_since, lease.deadline_at, lease.version,
	lease.generation, lease.serving, lease.active_release, lease.release_seq, lease.event_seq, lease.wake_at, lease.attempt,
	lease.fail_count, lease.reason, lease.message, lease.operation_id, lease.cancel_requested, lease.callback_url, lease.expires_at,
	lease.expiry_announced, lease.close_data, lease.held_cpu_millis, lease.held_memory_bytes, lease.held_disk_bytes,
	lease.quarantined_at, lease.created_by, lease.created_at, lease.closed_at, statement_timestamp() as read_at`;

/** What every read of a lease selects: its fields, and all that belongs to it. */
export const leaseColumns = `${leaseFields},
	(
		select coalesce(json_agg(json_build_object(
			'service', item.service, 'sku', item.sku, 'quantity', item.quantity, 'cpuMillis', item.cpu_millis,
			'memoryBytes', item.memory_bytes, 'diskBytes', item.disk_bytes, 'pidsMax', item.pids_max, 'domain', item.domain
		) order by item.position), '[]')
		from lease_item item where item.lease_id = lease.id
	) as items,
	(
		select coalesce(json_agg(json_build_object(
			'id', volume.id, 'service', volume.service, 'index', volume.index, 'quotaBytes', volume.quota_bytes
		) order by volume.service collate "C", volume.index), '[]')
		from volume where volume.lease_id = lease.id
	) as volumes,
	(
		select coalesce(json_agg(json_build_object(
			'service', held.service, 'index', held.index, 'port', held.container_port, 'protocol', held.protocol, 'hostPort', held.port
		) order by held.port, held.protocol), '[]')
		from host_port held where held.lease_id = lease.id
	) as host_ports`;

/** A lease without what a statement that has just written it cannot see of it. */
export interface LeaseFields {
	readonly id: LeaseId;
	readonly tenant_id: TenantId;
	readonly node_id: NodeId;
	readonly name: string;
	readonly partition: string | null;
	readonly state: LeaseState;
	readonly state_since: Date;
	readonly deadline_at: Date | null;
	readonly version: number;
	readonly generation: number;
	readonly serving: Serving | null;
	readonly active_release: number | null;
	readonly release_seq: number;
	readonly event_seq: number;
	readonly wake_at: Date | null;
	readonly attempt: number;
	readonly fail_count: number;
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly operation_id: OperationId | null;
	readonly cancel_requested: OperationId | null;
	readonly callback_url: string | null;
	readonly expires_at: Date | null;
	readonly expiry_announced: boolean;
	readonly close_data: "retain" | "destroy";
	readonly held_cpu_millis: number | null;
	readonly held_memory_bytes: number | null;
	readonly held_disk_bytes: number | null;
	readonly quarantined_at: Date | null;
	readonly created_by: string;
	readonly created_at: Date;
	readonly closed_at: Date | null;
	readonly read_at: Date;
}

interface Belongings {
	readonly items: readonly LeaseItemRecord[];
	readonly volumes: readonly LeaseVolume[];
	readonly hostPorts: readonly LeaseHostPort[];
}

export type LeaseRow = LeaseFields & Omit<Belongings, "hostPorts"> & { readonly host_ports: Belongings["hostPorts"] };

export const toWrittenLease = (row: LeaseFields, { items, volumes, hostPorts }: Belongings): LeaseRecord => ({
	id: row.id,
	tenantId: row.tenant_id,
	nodeId: row.node_id,
	name: row.name,
	partition: row.partition,
	state: row.state,
	stateSince: row.state_since,
	deadlineAt: row.deadline_at,
	version: row.version,
	generation: row.generation,
	serving: row.serving,
	activeRelease: row.active_release,
	releaseSeq: row.release_seq,
	eventSeq: row.event_seq,
	wakeAt: row.wake_at,
	attempt: row.attempt,
	failCount: row.fail_count,
	reason: row.reason,
	message: row.message,
	operationId: row.operation_id,
	cancelRequested: row.cancel_requested,
	callbackUrl: row.callback_url,
	expiresAt: row.expires_at,
	expiryAnnounced: row.expiry_announced,
	closeData: row.close_data,
	holds:
		row.held_cpu_millis === null || row.held_memory_bytes === null || row.held_disk_bytes === null
			? null
			: { cpuMillis: row.held_cpu_millis, memoryBytes: row.held_memory_bytes, diskBytes: row.held_disk_bytes },
	quarantinedAt: row.quarantined_at,
	items,
	volumes,
	hostPorts,
	createdBy: row.created_by,
	createdAt: row.created_at,
	closedAt: row.closed_at,
	readAt: row.read_at,
});

export const toLease = (row: LeaseRow): LeaseRecord => toWrittenLease(row, { ...row, hostPorts: row.host_ports });
