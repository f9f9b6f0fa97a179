import type { LeaseSummary } from "@berth/core";

/** What all instances of a lease have together. */
export const leasedOf = ({ items }: Pick<LeaseSummary, "items">) =>
	items.reduce(
		(sum, { quantity, cpuMillis, memoryBytes, diskBytes }) => ({
			instances: sum.instances + quantity,
			cpuMillis: sum.cpuMillis + quantity * cpuMillis,
			memoryBytes: sum.memoryBytes + quantity * memoryBytes,
			diskBytes: sum.diskBytes + quantity * diskBytes,
		}),
		{ instances: 0, cpuMillis: 0, memoryBytes: 0, diskBytes: 0 },
	);
