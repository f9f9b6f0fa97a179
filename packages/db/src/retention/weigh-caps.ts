import type { LeaseId, NodeId, RetentionCap, RetentionId } from "@berth/core";

/** What bounds retained data; null is no limit. Those of a partition bind what names one. */
export type RetentionCaps = Readonly<Record<RetentionCap, number | null>>;

/** A record that counts against the caps of its tenant. */
export interface CountedRecord {
	readonly id: RetentionId;
	readonly nodeId: NodeId;
	readonly leaseId: LeaseId | null;
	readonly leaseName: string;
	readonly partition: string | null;
	readonly bytes: number;
	/** Whether it may go for another: not while it is being imported, nor while somebody works with it. */
	readonly isFree: boolean;
}

export interface Incoming {
	readonly nodeId: NodeId;
	readonly partition: string | null;
	readonly bytes: number;
}

export interface Eviction {
	readonly record: CountedRecord;
	readonly cap: RetentionCap;
}

export type CapVerdict =
	| { readonly kind: "kept"; readonly evict: readonly Eviction[] }
	| { readonly kind: "refused"; readonly cap: RetentionCap };

/** Records that go for one that comes. More: one close destroys a tenant's whole past because a cap was lowered. */
const EVICTIONS_MAX = 32;

/**
 * Whether what a closed lease leaves is kept, and what of its tenant goes for it: the oldest first, first of its partition, then of the
 * tenant. Nothing goes where that would not make enough room: what is larger than a cap, or more than the node may keep, is refused.
 *
 * `own`     what the tenant has, oldest first.
 * `onNode`  bytes that are retained on the node of what comes, whoever's they are.
 */
export function weighCaps(caps: RetentionCaps, incoming: Incoming, own: readonly CountedRecord[], onNode: number): CapVerdict {
	const { bytes, partition, nodeId } = incoming;
	const scopes = [
		...(partition === null
			? []
			: [{ count: "partition-count", size: "partition-bytes", has: (one: CountedRecord) => one.partition === partition } as const]),
		{ count: "tenant-count", size: "tenant-bytes", has: () => true } as const,
	];
	for (const { count, size } of scopes) {
		if (isOver(1, caps[count])) return { kind: "refused", cap: count };
		if (isOver(bytes, caps[size])) return { kind: "refused", cap: size };
	}
	const evict: Eviction[] = [];
	for (const { count, size, has } of scopes) {
		const left = own.filter((one) => has(one) && !evict.some(({ record }) => record.id === one.id));
		let records = left.length + 1;
		let held = bytes + sum(left);
		for (const record of left) {
			const cap = isOver(records, caps[count]) ? count : isOver(held, caps[size]) ? size : null;
			if (cap === null || evict.length >= EVICTIONS_MAX) break;
			if (!record.isFree) continue;
			evict.push({ record, cap });
			records -= 1;
			held -= record.bytes;
		}
	}
	const freed = sum(evict.map(({ record }) => record).filter((one) => one.nodeId === nodeId));
	return isOver(onNode - freed + bytes, caps["node-bytes"]) ? { kind: "refused", cap: "node-bytes" } : { kind: "kept", evict };
}

const isOver = (amount: number, max: number | null): boolean => max !== null && amount > max;
const sum = (records: readonly CountedRecord[]): number => records.reduce((total, { bytes }) => total + bytes, 0);
