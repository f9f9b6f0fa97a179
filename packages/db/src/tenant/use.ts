import { AppError, type TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { TenantUse } from "../records.ts";

const text = `
	select tenant.id, leases_used as leases, cpu_millis_used as "cpuMillis", memory_bytes_used as "memoryBytes",
		disk_bytes_used as "diskBytes", kept.*
	from tenant cross join lateral (
		select
			count(*) filter (where state <> 'reaping')::int as retained,
			coalesce(sum(disk_bytes) filter (where state <> 'reaping'), 0)::float8 as "retainedBytes",
			count(*) filter (where state = 'reaping')::int as reaping,
			coalesce(sum(disk_bytes) filter (where state = 'reaping'), 0)::float8 as "reapingBytes"
		from retention where retention.tenant_id = tenant.id and state <> 'restoring'
	) kept
	where $1::uuid[] is null or tenant.id = any($1)
	order by tenant.name`;

interface Row {
	readonly id: TenantId;
	readonly leases: number;
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
	readonly retained: number;
	readonly retainedBytes: number;
	readonly reaping: number;
	readonly reapingBytes: number;
}

const toUse = ({ leases, cpuMillis, memoryBytes, diskBytes, ...row }: Row): TenantUse => ({
	leases,
	cpuMillis,
	memoryBytes,
	diskBytes,
	retained: { records: row.retained, bytes: row.retainedBytes },
	reaping: { records: row.reaping, bytes: row.reapingBytes },
});

/**
 * Reads what a tenant's leases hold and what closed ones left. What is being restored is held by its lease.
 *
 * Errors  NOT_FOUND.
 * Cost    the primary key, and the tenant's records by retention_tenant_idx; no lock.
 */
export async function readTenantUse(db: Queryable, id: TenantId): Promise<TenantUse> {
	const [row] = await rowsOf<Row & Record<string, unknown>>(db, text, [[id]]);
	if (row === undefined) throw new AppError("NOT_FOUND");
	return toUse(row);
}

/** Reads the same of some tenants, or of all. Cost: those and every record of theirs; no lock. */
export const readTenantUses = async (db: Queryable, ids?: readonly TenantId[]): Promise<ReadonlyMap<TenantId, TenantUse>> =>
	new Map(
		(await rowsOf<Row & Record<string, unknown>>(db, text, [ids === undefined ? null : [...ids]])).map((row) => [row.id, toUse(row)]),
	);
