import { AppError } from "@berth/core";
import { isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";
import type { UsageRecord } from "../usage-store.ts";
import { hasDay } from "./days.ts";

const columns = [
	["at", "timestamptz"],
	["tenant_id", "uuid"],
	["lease_id", "uuid"],
	["service", "text"],
	["measured_seconds", "int"],
	["cpu_ms", "bigint"],
	["memory_byte_seconds", "bigint"],
	["memory_peak_bytes", "bigint"],
	["disk_seconds", "int"],
	["disk_byte_seconds", "bigint"],
	["rx_bytes", "bigint"],
	["tx_bytes", "bigint"],
] as const;
const names = columns.map(([name]) => name).join(", ");
const fuller = (by: string, fields: readonly string[]) =>
	fields.map((field) => `${field} = case when excluded.${by} > old.${by} then excluded.${field} else old.${field} end`).join(", ");

// The claim, the partitions that are there and what is late for its hour are looked at where the rows are written.
const text = `
	with claimed as materialized (select node.id from node where ${isClaimed("$1", "$2")}),
	given as materialized (
		select * from unnest(${columns.map(([, type], at) => `$${at + 4}::${type}[]`).join(", ")}) as given(${names})
	),
	days as materialized (
		select day from (select distinct date_trunc('day', at, 'UTC') as day from given) as asked
		where ${hasDay("day")}
	),
	written as (
		insert into usage_minute as old (${names})
		select ${names} from given where exists (select from claimed) and date_trunc('day', at, 'UTC') in (select day from days)
		order by lease_id, service, at
		on conflict (lease_id, service, at) do update set
			${fuller("measured_seconds", ["cpu_ms", "memory_byte_seconds", "memory_peak_bytes", "rx_bytes", "tx_bytes", "measured_seconds"])},
			${fuller("disk_seconds", ["disk_byte_seconds", "disk_seconds"])}
		where excluded.measured_seconds > old.measured_seconds or excluded.disk_seconds > old.disk_seconds
	),
	late as (
		update usage_upkeep set roll_from_at = first.at
		from (select date_trunc('hour', min(at), 'UTC') as at from given) as first
		where first.at < usage_upkeep.roll_from_at and exists (select from claimed)
	),
	watching as (
		insert into node_watch (node_id, at, figures) select claimed.id, now(), $3::jsonb from claimed
		on conflict (node_id) do update set at = excluded.at, figures = excluded.figures
	)
	select (select count(*)::int from claimed) as claimed,
		(select count(*)::int from given where date_trunc('day', at, 'UTC') not in (select day from days)) as missed`;

/**
 * Writes minutes and what watching costs, in one statement.
 *
 * Errors       CLAIM_LOST, with nothing written.
 * Concurrency  of two who measured one minute the fuller stands, whichever comes first; nothing is added up.
 * Cost         one row and three index entries for each minute of a service.
 */
export async function recordUsage(
	db: Queryable,
	fence: Fence,
	minutes: readonly UsageRecord[],
	watch: unknown,
): Promise<{ readonly missed: number }> {
	const of = <T>(read: (minute: UsageRecord) => T) => minutes.map(read);
	const [row] = await rowsOf<{ claimed: number; missed: number }>(db, text, [
		fence.nodeId,
		fence.epoch,
		JSON.stringify(watch),
		of(({ at }) => at),
		of(({ tenantId }) => tenantId),
		of(({ leaseId }) => leaseId),
		of(({ service }) => service),
		of(({ measuredSeconds }) => measuredSeconds),
		of(({ cpuMs }) => cpuMs),
		of(({ memoryByteSeconds }) => memoryByteSeconds),
		of(({ memoryPeakBytes }) => memoryPeakBytes),
		of(({ diskSeconds }) => diskSeconds),
		of(({ diskByteSeconds }) => diskByteSeconds),
		of(({ rxBytes }) => rxBytes),
		of(({ txBytes }) => txBytes),
	]);
	if (row === undefined || row.claimed === 0) throw new AppError("CLAIM_LOST");
	return { missed: row.missed };
}
