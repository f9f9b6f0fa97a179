import type { LeaseItemRecord, UsageRecord } from "@berth/db";

/** What was leased, of everything that can be measured. */
export interface LeasedLimits {
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
}

/** What was used in a span of time that begins at `at`. Null is not known. */
export interface UsagePoint {
	readonly at: string;
	/** Seconds of the span that were measured: what is missing is a gap. */
	readonly measuredSeconds: number;
	/** Mean, in thousandths of a core. */
	readonly cpuMillis: number | null;
	/** Mean, and the most that was seen. */
	readonly memoryBytes: number | null;
	readonly memoryPeakBytes: number | null;
	readonly diskBytes: number | null;
	/** In all of the span. */
	readonly rxBytes: number | null;
	readonly txBytes: number | null;
}

export interface ServiceUsage {
	readonly service: string;
	/** What is leased for it now; null for a service that is not in the lease any more. */
	readonly limits: LeasedLimits | null;
	readonly points: readonly UsagePoint[];
}

/** Means out of sums, for each service and for all of them together. Spans without anything are left out. */
export function toLeaseUsage(
	records: readonly UsageRecord[],
	items: readonly LeaseItemRecord[],
): { readonly limits: LeasedLimits; readonly whole: readonly UsagePoint[]; readonly services: readonly ServiceUsage[] } {
	const byService = Map.groupBy(records, ({ service }) => service);
	const names = new Set([...items.map(({ service }) => service), ...byService.keys()]);
	const limitsOf = (service: string) => items.filter((item) => item.service === service);
	const services = [...names].map((service): ServiceUsage => {
		const leased = limitsOf(service);
		return {
			service,
			limits: leased.length === 0 ? null : addLimits(leased),
			points: (byService.get(service) ?? []).map(toPoint),
		};
	});
	const bySpan = Map.groupBy(records, ({ at }) => at.getTime());
	return { limits: addLimits(items), whole: [...bySpan.values()].map((together) => addPoints(together.map(toPoint))), services };
}

const addLimits = (items: readonly LeaseItemRecord[]): LeasedLimits =>
	items.reduce(
		(sum, { cpuMillis, memoryBytes, diskBytes, quantity }) => ({
			cpuMillis: sum.cpuMillis + cpuMillis * quantity,
			memoryBytes: sum.memoryBytes + memoryBytes * quantity,
			diskBytes: sum.diskBytes + diskBytes * quantity,
		}),
		{ cpuMillis: 0, memoryBytes: 0, diskBytes: 0 },
	);

function toPoint(record: UsageRecord): UsagePoint {
	const { measuredSeconds, diskSeconds } = record;
	const mean = (sum: number | null) => (sum === null || measuredSeconds === 0 ? null : Math.round(sum / measuredSeconds));
	return {
		at: record.at.toISOString(),
		measuredSeconds,
		// Milliseconds for each second are thousandths of a core.
		cpuMillis: measuredSeconds === 0 ? null : round(record.cpuMs / measuredSeconds),
		memoryBytes: mean(record.memoryByteSeconds),
		memoryPeakBytes: record.memoryPeakBytes,
		diskBytes: diskSeconds === 0 ? null : Math.round(record.diskByteSeconds / diskSeconds),
		rxBytes: record.rxBytes,
		txBytes: record.txBytes,
	};
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** What is known of the parts; a part that is not measured adds nothing, and nothing known of any is not known. */
function addPoints(points: readonly UsagePoint[]): UsagePoint {
	const sum = (read: (point: UsagePoint) => number | null) => {
		const known = points.map(read).filter((value) => value !== null);
		return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
	};
	return {
		at: points[0]?.at ?? "",
		measuredSeconds: Math.max(...points.map(({ measuredSeconds }) => measuredSeconds)),
		cpuMillis: sum(({ cpuMillis }) => cpuMillis),
		memoryBytes: sum(({ memoryBytes }) => memoryBytes),
		memoryPeakBytes: sum(({ memoryPeakBytes }) => memoryPeakBytes),
		diskBytes: sum(({ diskBytes }) => diskBytes),
		rxBytes: sum(({ rxBytes }) => rxBytes),
		txBytes: sum(({ txBytes }) => txBytes),
	};
}
