import type { BackendTotals } from "../backend-store.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	select
		nodes.*, kept.bytes as "retainedBytes",
		(
			select coalesce(sum(item.quantity), 0)::float8
			from lease join lease_item item on item.lease_id = lease.id
			where lease.closed_at is null and lease.held_cpu_millis is not null
		) as instances
	from (
		select
			coalesce(sum(cpu_millis_capacity), 0)::float8 as "cpuMillis", coalesce(sum(cpu_millis_reserved), 0)::float8 as "cpuMillisHeld",
			coalesce(sum(memory_bytes_capacity), 0)::float8 as "memoryBytes", coalesce(sum(memory_bytes_reserved), 0)::float8 as "memoryBytesHeld",
			coalesce(sum(disk_bytes_capacity), 0)::float8 as "diskBytes", coalesce(sum(disk_bytes_reserved), 0)::float8 as "diskBytesHeld"
		from node
	) nodes, (select coalesce(sum(disk_bytes), 0)::float8 as bytes from retention where state <> 'restoring') kept`;

type Row = Record<
	"cpuMillis" | "cpuMillisHeld" | "memoryBytes" | "memoryBytesHeld" | "diskBytes" | "diskBytesHeld" | "retainedBytes" | "instances",
	number
>;

/**
 * What there is and what is taken, of all nodes together. A node's reserved disk has that of retained data in it, which is told apart.
 *
 * Cost  every node, every record of retained data, and the items of every open lease; no lock.
 */
export async function backendTotals(db: Queryable): Promise<BackendTotals> {
	const [row] = await rowsOf<Row>(db, text, []);
	if (row === undefined) throw new Error("an aggregate without a row");
	const { cpuMillis, memoryBytes, diskBytes, retainedBytes, instances } = row;
	return {
		capacity: { cpuMillis, memoryBytes, diskBytes },
		held: {
			cpuMillis: row.cpuMillisHeld,
			memoryBytes: row.memoryBytesHeld,
			diskBytes: Math.max(0, row.diskBytesHeld - retainedBytes),
		},
		retainedBytes,
		instances,
	};
}
