import type { LeaseId, LeaseState, OperationKind, OperationState, Reason, RetentionId, TenantId } from "@berth/core";
import type { BackendFacts, BackendLease, BackendPage } from "../backend-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseItemRecord } from "../records.ts";

const columns = `
	lease.backend_uuid as uuid, lease.backend as facts, lease.id as "leaseId", lease.tenant_id as "tenantId", tenant.name as "tenantName",
	lease.state, lease.created_at as "createdAt", lease.fail_count as "failCount", lease.reason, lease.callback_url as "callbackUrl",
	operation.kind, operation.state as "endsAs",
	(
		select coalesce(json_agg(json_build_object(
			'service', item.service, 'sku', item.sku, 'quantity', item.quantity, 'cpuMillis', item.cpu_millis,
			'memoryBytes', item.memory_bytes, 'diskBytes', item.disk_bytes, 'pidsMax', item.pids_max, 'domain', item.domain
		) order by item.position), '[]')
		from lease_item item where item.lease_id = lease.id
	) as items,
	(
		select coalesce(json_object_agg(service.key, service.value ->> 'image'), '{}')
		from release, json_each(release.manifest -> 'services') as service
		where release.lease_id = lease.id and release.number = coalesce(lease.active_release, lease.release_seq)
	) as images`;
const joined = "tenant on tenant.id = lease.tenant_id left join operation on operation.id = lease.operation_id";

const newest = `
	select ${columns} from (
		select * from lease where backend_uuid is not null and backend_uuid collate "C" = $1
		order by (closed_at is null) desc, id desc limit 1
	) lease join ${joined}`;
const open = `
	select ${columns} from lease join ${joined}
	where lease.closed_at is null and lease.backend_uuid is not null and lease.backend_uuid collate "C" = any($1::text[])`;
const page = `
	select ${columns} from lease join ${joined}
	where lease.closed_at is null and lease.backend_uuid is not null and lease.backend_uuid collate "C" > $1
	order by lease.backend_uuid collate "C"
	limit $2::bigint`;
const retained = `
	select distinct lease.backend_uuid collate "C" as uuid
	from retention join lease on lease.id = retention.lease_id
	where lease.backend_uuid is not null and lease.backend_uuid collate "C" > $1
	order by 1
	limit $2::bigint`;

const record = `
	select retention.id as "retentionId", lease.backend as facts
	from lease join retention on retention.lease_id = lease.id
	where lease.backend_uuid is not null and lease.backend_uuid collate "C" = $1
	order by retention.id desc
	limit 1`;

interface Row extends Omit<BackendLease, "operation" | keyof BackendFacts> {
	readonly facts: BackendFacts;
	readonly kind: OperationKind | null;
	readonly endsAs: OperationState | null;
	readonly uuid: string;
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly state: LeaseState;
	readonly reason: Reason | null;
	readonly items: readonly LeaseItemRecord[];
}

const toBackendLease = ({ facts, kind, endsAs, ...row }: Row): BackendLease => ({
	...row,
	...facts,
	operation: kind === null || endsAs === null ? null : { kind, state: endsAs },
});

type BackendRow = Row & Record<string, unknown>;

/** Reads the lease of a name. Cost: the leases of that name by lease_backend_idx, and what belongs to one; no lock. */
export async function findBackendLease(db: Queryable, uuid: string): Promise<BackendLease | null> {
	const [row] = await rowsOf<BackendRow>(db, newest, [uuid]);
	return row === undefined ? null : toBackendLease(row);
}

/** Reads the open leases of some names. Cost: those alone, by lease_backend_open_key; no lock. */
export const findOpenBackendLeases = async (db: Queryable, uuids: readonly string[]): Promise<BackendLease[]> =>
	(await rowsOf<BackendRow>(db, open, [[...uuids]])).map(toBackendLease);

/** Reads a page of open leases by name. Cost: the page alone, by lease_backend_open_key, however many there are; no lock. */
export const listBackendLeases = async (db: Queryable, { after = "", limit }: BackendPage): Promise<BackendLease[]> =>
	(await rowsOf<BackendRow>(db, page, [after, limit ?? null])).map(toBackendLease);

/** Reads a page of names of which there is data. Cost: every record of retained data, which are few beside leases; no lock. */
export const listRetainedNames = async (db: Queryable, { after = "", limit }: BackendPage): Promise<string[]> =>
	(await rowsOf<{ uuid: string }>(db, retained, [after, limit ?? null])).map(({ uuid }) => uuid);

/** Finds the newest record of a name. Cost: the leases of that name by lease_backend_idx, and their records; no lock. */
export async function findRetainedRecord(
	db: Queryable,
	uuid: string,
): Promise<{ readonly retentionId: RetentionId; readonly facts: BackendFacts } | null> {
	const [row] = await rowsOf<{ retentionId: RetentionId; facts: BackendFacts }>(db, record, [uuid]);
	return row ?? null;
}
