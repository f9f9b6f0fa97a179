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
	readonly createdAt: string;
}
