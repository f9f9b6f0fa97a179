import type { NodeRecord } from "../records.ts";
import type { node } from "../schema/index.ts";

export const toNode = (row: typeof node.$inferSelect): NodeRecord => ({
	id: row.id,
	name: row.name,
	capacity: { cpuMillis: row.cpuMillisCapacity, memoryBytes: row.memoryBytesCapacity, diskBytes: row.diskBytesCapacity },
	reserved: { cpuMillis: row.cpuMillisReserved, memoryBytes: row.memoryBytesReserved, diskBytes: row.diskBytesReserved },
	retainedBytesMax: row.retainedBytesMax,
	claimedBy: row.claimedBy,
	claimedUntil: row.claimedUntil,
	claimEpoch: row.claimEpoch,
	seenAt: row.seenAt,
	cordonedAt: row.cordonedAt,
	hostPorts: row.hostPortFirst === null || row.hostPortLast === null ? null : { first: row.hostPortFirst, last: row.hostPortLast },
});
