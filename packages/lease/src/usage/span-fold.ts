import { type LeaseId, MINUTE, SECOND, type TenantId } from "@berth/core";
import type { UsageRecord } from "@berth/db";
import { addSeconds, countSeconds, noSeconds, type Seconds } from "./seconds.ts";

/** Whose use it is. */
export interface Owner {
	readonly tenantId: TenantId;
	readonly leaseId: LeaseId;
	readonly service: string;
}

/** What one container used between two readings. Null is not known. */
export interface Used {
	readonly fromMs: number;
	readonly toMs: number;
	readonly cpuNs: number;
	/** Mean over the span, and the most that was seen. */
	readonly memoryBytes: number | null;
	readonly memoryPeakBytes: number | null;
	readonly rxBytes: number | null;
	readonly txBytes: number | null;
}

interface OpenMinute {
	readonly owner: Owner;
	readonly atMs: number;
	measured: Seconds;
	cpuNs: number;
	memoryByteMs: number | null;
	/** Of one reading each, added up over the instances: what they had at most, one by one. */
	readonly peaks: Map<string, number>;
	rxBytes: number | null;
	txBytes: number | null;
	disk: Seconds;
	diskByteMs: number;
	isNew: boolean;
}

/** Folds what was used into minutes, for each service of each lease. It holds no more than `minutesMax` of them. */
export interface SpanFold {
	addUsed(owner: Owner, instance: string, used: Used): void;
	/** What a service's volumes held together. */
	addDisk(owner: Owner, span: { readonly fromMs: number; readonly toMs: number; readonly bytes: number }): void;
	/** Minutes that have something new to say and began before that. */
	newBefore(ms: number): readonly UsageRecord[];
	/** They have been said as they are. */
	said(records: readonly UsageRecord[]): void;
	/** Forgets minutes that began before that and were said. Returns how many were not and had to be forgotten for want of room. */
	forget(beforeMs: number): number;
}

const keyOf = ({ leaseId, service }: Pick<Owner, "leaseId" | "service">, atMs: number): string => `${atMs} ${leaseId} ${service}`;
const plus = (sum: number | null, more: number | null): number | null => (sum === null || more === null ? null : sum + more);

export function createSpanFold(minutesMax: number): SpanFold {
	const minutes = new Map<string, OpenMinute>();
	const ofMinute = (owner: Owner, atMs: number): OpenMinute => {
		const key = keyOf(owner, atMs);
		const found = minutes.get(key);
		if (found) return found;
		const rest = { cpuNs: 0, memoryByteMs: 0, peaks: new Map(), rxBytes: 0, txBytes: 0, disk: noSeconds, diskByteMs: 0, isNew: true };
		const made: OpenMinute = { owner, atMs, measured: noSeconds, ...rest };
		minutes.set(key, made);
		return made;
	};
	/** The minutes a span lies in, each with its part of it. */
	const split = (
		owner: Owner,
		{ fromMs, toMs }: { fromMs: number; toMs: number },
		add: (minute: OpenMinute, from: number, to: number) => void,
	) => {
		for (let atMs = Math.floor(fromMs / MINUTE) * MINUTE; atMs < toMs; atMs += MINUTE) {
			const minute = ofMinute(owner, atMs);
			add(minute, Math.max(fromMs, atMs), Math.min(toMs, atMs + MINUTE));
			minute.isNew = true;
		}
	};
	return {
		addUsed(owner, instance, used) {
			split(owner, used, (minute, from, to) => {
				const share = (to - from) / (used.toMs - used.fromMs);
				const part = (amount: number | null) => (amount === null ? null : amount * share);
				minute.measured = addSeconds(minute.measured, from - minute.atMs, to - minute.atMs);
				minute.cpuNs += used.cpuNs * share;
				minute.memoryByteMs = plus(minute.memoryByteMs, used.memoryBytes === null ? null : used.memoryBytes * (to - from));
				minute.rxBytes = plus(minute.rxBytes, part(used.rxBytes));
				minute.txBytes = plus(minute.txBytes, part(used.txBytes));
				if (used.memoryPeakBytes !== null) minute.peaks.set(instance, Math.max(used.memoryPeakBytes, minute.peaks.get(instance) ?? 0));
			});
		},
		addDisk(owner, span) {
			split(owner, span, (minute, from, to) => {
				minute.disk = addSeconds(minute.disk, from - minute.atMs, to - minute.atMs);
				minute.diskByteMs += span.bytes * (to - from);
			});
		},
		newBefore: (ms) => [...minutes.values()].filter(({ isNew, atMs }) => isNew && atMs < ms).map(toRecord),
		said(records) {
			for (const record of records) {
				const minute = minutes.get(keyOf(record, record.at.getTime()));
				// What came while it was being said is still to be said.
				if (minute && isSame(toRecord(minute), record)) minute.isNew = false;
			}
		},
		forget(beforeMs) {
			let lost = 0;
			for (const [key, { atMs, isNew }] of minutes) {
				if (atMs < beforeMs && !isNew) minutes.delete(key);
			}
			// The oldest come first, since that is when they were begun.
			for (const [key, { isNew }] of minutes) {
				if (minutes.size <= minutesMax) break;
				minutes.delete(key);
				if (isNew) lost++;
			}
			return lost;
		},
	};
}

const isSame = (a: UsageRecord, b: UsageRecord): boolean =>
	a.measuredSeconds === b.measuredSeconds &&
	a.cpuMs === b.cpuMs &&
	a.diskSeconds === b.diskSeconds &&
	a.memoryByteSeconds === b.memoryByteSeconds;

function toRecord(minute: OpenMinute): UsageRecord {
	const measuredSeconds = countSeconds(minute.measured);
	const whole = (amount: number | null) => (amount === null || measuredSeconds === 0 ? null : Math.round(amount));
	const peaks = [...minute.peaks.values()];
	return {
		...minute.owner,
		at: new Date(minute.atMs),
		measuredSeconds,
		cpuMs: Math.round(minute.cpuNs / 1_000_000),
		memoryByteSeconds: whole(minute.memoryByteMs === null ? null : minute.memoryByteMs / SECOND),
		memoryPeakBytes: peaks.length === 0 ? null : peaks.reduce((sum, peak) => sum + peak, 0),
		diskSeconds: countSeconds(minute.disk),
		diskByteSeconds: Math.round(minute.diskByteMs / SECOND),
		rxBytes: whole(minute.rxBytes),
		txBytes: whole(minute.txBytes),
	};
}
