/** A volume, whose it is and what is in it. */
export interface VolumeView {
	readonly id: string;
	readonly tenantId: string;
	readonly tenantName: string;
	/** The lease that has it, or the record of what a closed one left: one of them. */
	readonly leaseId: string | null;
	readonly retentionId: string | null;
	readonly leaseName: string;
	readonly service: string;
	readonly index: number;
	/** By name. */
	readonly node: string;
	readonly limitBytes: number;
	/** Null when it is not known; never 0 for want of knowledge. */
	readonly usedBytes: number | null;
	/** Of the last days; null when too little is known of them, and for data of a lease that is closed. */
	readonly growth: VolumeGrowth | null;
	readonly createdAt: string;
}

export interface VolumeGrowth {
	/** Of a service with several volumes their mean; below zero where they became less. */
	readonly bytesPerDay: number;
	/** When it is full if it goes on so; null when that is not within ten years, or what is in it now is not known. */
	readonly fullAt: string | null;
}
