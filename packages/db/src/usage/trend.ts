import { type Queryable, rowsOf } from "../query.ts";
import type { NodeTrendPoint, UsageRange } from "../usage-store.ts";

// An hour of which minutes may still come is in no hour yet: what was used in it is not known. One that is whole and has none had none.
const text = `
	with hours as (
		select *, at < (select roll_from_at from usage_upkeep where id = 1) as whole from node_hour where at >= $1 and at < $2
	), measured as materialized (
		select lease_id, at, cpu_ms, coalesce(memory_byte_seconds, 0) as memory, disk_byte_seconds
		from usage_hour where at >= $1 and at < $2
	), placed as materialized (
		select lease_id, (select node_id from lease where lease.id = lease_id) as node_id from (select distinct lease_id from measured) one
	), used as (
		select node_id, at, sum(cpu_ms) as cpu, sum(memory) as memory, sum(disk_byte_seconds) as disk
		from measured join placed using (lease_id)
		group by node_id, at
	)
	select hours.node_id as "nodeId", date_bin($3 * interval '1 hour', hours.at, timestamptz 'epoch') as at,
		max(cpu_millis_reserved)::float8 as "cpuMillisReserved", max(memory_bytes_reserved)::float8 as "memoryBytesReserved",
		max(disk_bytes_reserved)::float8 as "diskBytesReserved", max(cpu_millis_capacity)::float8 as "cpuMillisCapacity",
		max(memory_bytes_capacity)::float8 as "memoryBytesCapacity", max(disk_bytes_capacity)::float8 as "diskBytesCapacity",
		${["cpu", "memory", "disk"].map((one) => `(sum(coalesce(used.${one}, 0)) filter (where whole) / nullif(count(*) filter (where whole), 0) / 3600)::float8 as "${one}"`).join(", ")},
		(array_agg(skus order by hours.at desc))[1] as skus
	from hours left join used on used.node_id = hours.node_id and used.at = hours.at
	group by 1, 2
	order by 1, 2`;

interface Row extends Omit<NodeTrendPoint, "used"> {
	readonly cpu: number | null;
	readonly memory: number | null;
	readonly disk: number | null;
}

/**
 * Reads what was leased of each node and what its leases used, by spans of so many hours, oldest first. A span in which nothing was
 * written is left out.
 *
 * Cost  the nodes' hours of the range, all hours of use in it by usage_hour_at_idx, and each of their leases once; no lock.
 */
export async function readNodeTrend(db: Queryable, { from, to }: UsageRange, spanHours: number): Promise<readonly NodeTrendPoint[]> {
	const rows = await rowsOf<Row & Record<string, unknown>>(db, text, [from, to, spanHours]);
	return rows.map(({ cpu, memory, disk, ...row }) => ({
		...row,
		// Of cpu a millisecond in a second is a thousandth of a core.
		used: cpu === null || memory === null || disk === null ? null : { cpuMillis: cpu, memoryBytes: memory, diskBytes: disk },
	}));
}
