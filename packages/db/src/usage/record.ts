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

// Counted once in an hour: a node may have any number of leases.
const skus = `(
	select coalesce(jsonb_object_agg(sku, quantity), '{}') from (
		select item.sku, sum(item.quantity)::int as quantity
		from lease join lease_item item on item.lease_id = lease.id
		where lease.node_id = node.id and lease.closed_at is null
		group by item.sku
	) as counted)`;

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
	hour as materialized (
		select claimed.id, date_trunc('hour', now(), 'UTC') as at,
			exists (select from node_hour where node_id = claimed.id and node_hour.at = date_trunc('hour', now(), 'UTC')) as begun
		from claimed
	),
	leased as (
		insert into node_hour as old (node_id, at, cpu_millis_reserved, memory_bytes_reserved, disk_bytes_reserved,
			cpu_millis_capacity, memory_bytes_capacity, disk_bytes_capacity, skus)
		select node.id, hour.at, node.cpu_millis_reserved, node.memory_bytes_reserved, node.disk_bytes_reserved,
			node.cpu_millis_capacity, node.memory_bytes_capacity, node.disk_bytes_capacity,
			case when hour.begun then '{}' else ${skus} end
		from hour join node on node.id = hour.id
		on conflict (node_id, at) do update set
			${["cpu_millis", "memory_bytes", "disk_bytes"]
				.map(
					(one) => `${one}_reserved = greatest(old.${one}_reserved, excluded.${one}_reserved), ${one}_capacity = excluded.${one}_capacity`,
				)
				.join(", ")}
		where ${["cpu_millis", "memory_bytes", "disk_bytes"]
			.map((one) => `excluded.${one}_reserved > old.${one}_reserved or excluded.${one}_capacity <> old.${one}_capacity`)
			.join(" or ")}
	),
	watching as (
		insert into node_watch (node_id, at, figures) select claimed.id, now(), $3::jsonb from claimed
		on conflict (node_id) do update set at = excluded.at, figures = excluded.figures
	)
	select (select count(*)::int from claimed) as claimed,
		(select count(*)::int from given where date_trunc('day', at, 'UTC') not in (select day from days)) as missed`;

/**
 * Writes minutes, what watching costs and what is leased of the node in this hour, in one statement.
 *
 * Errors       CLAIM_LOST, with nothing written.
 * Concurrency  of two who measured one minute the fuller stands, whichever comes first; nothing is added up.
 * Cost         one row and three index entries for each minute of a service; once in an hour the open leases of the node are counted.
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
