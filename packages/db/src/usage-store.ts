import type { LeaseId, NodeId, OperationStep, TenantId } from "@berth/core";
import type { Resources } from "./records.ts";
import type { Fence, Scope } from "./scope.ts";

/** What was used in a span of time. Null is not known, never zero. */
export interface UsageFigures {
	/** Seconds of the span for which containers were measured. */
	readonly measuredSeconds: number;
	readonly cpuMs: number;
	readonly memoryByteSeconds: number | null;
	readonly memoryPeakBytes: number | null;
	/** Seconds for which the disk was known. */
	readonly diskSeconds: number;
	readonly diskByteSeconds: number;
	readonly rxBytes: number | null;
	readonly txBytes: number | null;
}

/** One service of a lease in the minute or hour that begins at `at`. */
export interface UsageRecord extends UsageFigures {
	readonly at: Date;
	readonly tenantId: TenantId;
	readonly leaseId: LeaseId;
	readonly service: string;
}

/** A container whose use is counted. */
export interface UsageTarget {
	readonly tenantId: TenantId;
	readonly leaseId: LeaseId;
	readonly service: string;
	readonly containerId: string;
}

export const usageSteps = ["minute", "hour"] as const;
export type UsageStep = (typeof usageSteps)[number];

/** `from` is in it, `to` is not. */
export interface UsageRange {
	readonly from: Date;
	readonly to: Date;
}

/** Sums that a number may be too small for, in decimal digits; null is not known. */
export interface UsageTotals {
	readonly measuredSeconds: string;
	readonly cpuMs: string;
	readonly memoryByteSeconds: string | null;
	readonly memoryPeakBytes: string | null;
	readonly diskSeconds: string;
	readonly diskByteSeconds: string | null;
	readonly rxBytes: string | null;
	readonly txBytes: string | null;
}

export interface UsageOfLease extends UsageTotals {
	readonly leaseId: LeaseId;
	/** Empty when there is no such lease any more. */
	readonly leaseName: string;
}

export interface UsageSummary {
	/** Null when nothing was measured in the range. */
	readonly total: UsageTotals | null;
	/** Those that used the most cpu, at most as many as asked for. */
	readonly leases: readonly UsageOfLease[];
	readonly leasesTotal: number;
	/** Days of UTC, oldest first; those without anything are left out. */
	readonly days: readonly (UsageTotals & { readonly day: Date })[];
}

/** One line of an export. */
export interface UsageLine extends UsageOfLease {
	readonly at: Date;
	readonly service: string;
}

/** What an agent says of its own watching; what is in it is the rules' matter. */
export interface NodeWatchRecord {
	readonly nodeId: NodeId;
	readonly at: Date;
	readonly figures: unknown;
}

/** One span of time of a node. */
export interface NodeTrendPoint {
	readonly nodeId: NodeId;
	readonly at: Date;
	/** The most that was reserved. */
	readonly cpuMillisReserved: number;
	readonly memoryBytesReserved: number;
	readonly diskBytesReserved: number;
	readonly cpuMillisCapacity: number;
	readonly memoryBytesCapacity: number;
	readonly diskBytesCapacity: number;
	/** Means of the whole hours in it, all leases of the node together; null where none is known yet. */
	readonly used: Resources | null;
	/** Instances leased by size, as the last hour in it began. */
	readonly skus: Readonly<Record<string, number>>;
}

/** A lease as a row of a list shows it beside what its own row says. */
export interface LeaseGlance {
	readonly leaseId: LeaseId;
	/** Means of its last minutes, oldest first, all services together; null is not known. */
	readonly minutes: readonly { readonly at: Date; readonly cpuMillis: number | null; readonly memoryBytes: number | null }[];
	/** How often it was restarted, or an instance of it ended by itself. */
	readonly restarts: number;
	/** The timeline of what is under way; null when nothing is. */
	readonly steps: readonly OperationStep[] | null;
}

/** How what lies in the volumes of a service grew. */
export interface DiskGrowth {
	readonly leaseId: LeaseId;
	readonly service: string;
	/** Of all of them together; below zero where it became less. */
	readonly bytesPerDay: number;
	readonly volumes: number;
}

export interface UsageStore {
	/** Containers of the node's open leases that should be running. */
	targets(nodeId: NodeId): Promise<readonly UsageTarget[]>;
	/**
	 * Writes minutes, all in one statement. Of two records of one minute the one that measured more of it stands, whole: so the same
	 * may be said again and by two processes, and nothing is counted twice.
	 *
	 * Returns  how many were left out, because there is no partition for their day.
	 * Errors   CLAIM_LOST.
	 */
	record(fence: Fence, minutes: readonly UsageRecord[], watch: unknown): Promise<{ readonly missed: number }>;
	/** Makes the partitions of these days, of those from yesterday to the day after tomorrow. Any number of processes at once. */
	makeDays(): Promise<void>;
	/**
	 * Whatever is due, if it is anybody's turn: partitions made ahead, minutes added up to hours, old ones let go. Of many processes
	 * that ask, one does it.
	 *
	 * Returns  null when it was not our turn.
	 */
	keepUp(options: {
		readonly everyMs: number;
		readonly minutesKeptMs: number;
		readonly hoursKeptMs: number;
	}): Promise<{ readonly hoursWritten: number; readonly daysDropped: number } | null>;
	/** One lease's, by time. Errors  BAD_INPUT for more than 50,000 of them. */
	series(leaseId: LeaseId, step: UsageStep, range: UsageRange): Promise<readonly UsageRecord[]>;
	/** Of those of these leases that are in scope: their minutes from then on, and how often they were begun anew since. */
	glances(
		scope: Scope,
		leaseIds: readonly LeaseId[],
		since: { readonly minutesFrom: Date; readonly restartsFrom: Date },
	): Promise<readonly LeaseGlance[]>;
	/** How what lies in volumes of these leases grew of late. A service of which too little is known is left out. */
	diskGrowth(leaseIds: readonly LeaseId[]): Promise<readonly DiskGrowth[]>;
	/** Added up from hours. */
	summary(tenantId: TenantId, range: UsageRange, options: { readonly leasesMax: number }): Promise<UsageSummary>;
	/** A page of lines by time, lease and service; `after` is the last one seen. */
	lines(
		tenantId: TenantId,
		step: UsageStep,
		range: UsageRange,
		options: {
			readonly limit: number;
			readonly leaseId?: LeaseId;
			readonly after?: Pick<UsageLine, "at" | "leaseId" | "service">;
		},
	): Promise<readonly UsageLine[]>;
	/** Of every node, by spans of so many hours: what was leased and what was used. Oldest first. */
	nodeTrend(range: UsageRange, spanHours: number): Promise<readonly NodeTrendPoint[]>;
	/** What the tables take on disk, indexes included. */
	sizes(): Promise<{ readonly minuteBytes: number; readonly hourBytes: number; readonly days: number }>;
	/** Tenants that used the most cpu in the range. */
	topTenants(
		range: UsageRange,
		limit: number,
	): Promise<readonly { readonly tenantId: TenantId; readonly name: string; readonly cpuMs: string }[]>;
	watches(): Promise<readonly NodeWatchRecord[]>;
}
