import type { LeaseId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Scope } from "../scope.ts";
import type { LeaseGlance, UsageStore } from "../usage-store.ts";

type Row = Omit<LeaseGlance, "minutes"> & {
	readonly minutes: readonly { readonly at: string; readonly cpuMillis: number | null; readonly memoryBytes: number | null }[];
	readonly [name: string]: unknown;
};

const text = `
	select lease.id as "leaseId",
		coalesce((
			select json_agg(json_build_object('at', minute.at, 'cpuMillis', minute.cpu, 'memoryBytes', minute.memory) order by minute.at)
			from (
				select at, sum(cpu_ms::float8 / nullif(measured_seconds, 0)) as cpu,
					sum(memory_byte_seconds::float8 / nullif(measured_seconds, 0)) as memory
				from usage_minute where usage_minute.lease_id = lease.id and at >= $2 group by at
			) minute
		), '[]') as minutes,
		(
			select count(*)::int from operation
			where operation.lease_id = lease.id and operation.id >= $3::uuid and operation.kind in ('restart', 'diagnose')
		) as restarts,
		(select operation.steps from operation where operation.id = lease.operation_id and operation.finished_at is null) as steps
	from unnest($1::uuid[]) wanted (id) join lease on lease.id = wanted.id
	where $4::uuid is null or lease.tenant_id = $4`;

/**
 * Says of some leases what they used in the last minutes, how often they were begun anew, and how far their work is.
 *
 * Cost  for each lease its minutes by the primary key of their day, and its operations of the time by operation_lease_idx; no lock.
 */
export async function readGlances(
	db: Queryable,
	scope: Scope,
	leaseIds: readonly LeaseId[],
	{ minutesFrom, restartsFrom }: Parameters<UsageStore["glances"]>[2],
): Promise<readonly LeaseGlance[]> {
	const rows = await rowsOf<Row>(db, text, [leaseIds, minutesFrom, firstIdOf(restartsFrom), scope === "all" ? null : scope.tenantId]);
	return rows.map(({ leaseId, minutes, restarts, steps }) => ({
		leaseId,
		minutes: minutes.map((minute) => ({ ...minute, at: new Date(minute.at) })),
		restarts,
		steps,
	}));
}

/** Ids begin with their millisecond: none of that time or later is below this one. */
function firstIdOf(at: Date): string {
	const time = at.getTime().toString(16).padStart(12, "0");
	return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
