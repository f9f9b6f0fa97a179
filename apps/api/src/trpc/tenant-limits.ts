import { z } from "zod";

const amount = z.int().min(0).nullable().optional();

/** What a tenant may have, and what its closes do. Null lifts a limit; an absent one stays as it is. */
export const tenantLimits = {
	leasesMax: amount,
	cpuMillisMax: amount,
	memoryBytesMax: amount,
	diskBytesMax: amount,
	/** Of closed leases' data. None at all keeps nothing. */
	retainedMax: amount,
	retainedBytesMax: amount,
	/** The same for each partition that a lease names. */
	partitionRetainedMax: amount,
	partitionRetainedBytesMax: amount,
	/** What a close does that does not say it; null leaves it to the size, then to the installation. */
	closeData: z.enum(["retain", "destroy"]).nullable().optional(),
};
