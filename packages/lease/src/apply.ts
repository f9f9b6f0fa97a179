import { isOperationDone, type LeaseId, noSpans, type Spans } from "@berth/core";
import type { Audit, Fence, LeaseChange, LeaseRecord, LeaseStore, LeftData, NewLease, OperationRecord, Scope } from "@berth/db";
import type { Moved } from "./changes/move.ts";
import type { LeaseMetrics, Log } from "./observe.ts";

/** What a decision wants written, the move in it if there is one, and what its caller is told. */
export interface Verdict<T> {
	readonly change: LeaseChange | null;
	readonly moved?: Moved;
	readonly result: T;
}

export type Decide<T> = (lease: LeaseRecord, operation: OperationRecord | null) => Verdict<T>;

export interface Applied<T> {
	readonly result: T;
	readonly lease: LeaseRecord;
	readonly moved: Moved | null;
}

/** On whose behalf a write is made: a caller within a scope, or a node's agent that can prove its claim. */
export interface Authority {
	readonly scope: Scope;
	readonly fence: Fence | null;
	/** Of a caller; an agent acts by itself. */
	readonly audit?: Audit | undefined;
}

/** The one way the rules write: a decision under the row's lock, one transaction, and only then the log and the counters. */
export interface Apply {
	/** Errors  NOT_FOUND, CLAIM_LOST, DATABASE_UNAVAILABLE; whatever `decide` throws, with nothing written. */
	change<T>(id: LeaseId, authority: Authority, decide: Decide<T>): Promise<Applied<T>>;
	create(lease: NewLease, moved: Moved): Promise<LeaseRecord>;
}

export function createApply(options: {
	readonly leases: Pick<LeaseStore, "change" | "create">;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	readonly spans?: Pick<Spans, "current">;
}): Apply {
	const { leases, log, metrics, spans = noSpans } = options;
	const tell = (lease: LeaseRecord, moved: Moved) => {
		log.info({ leaseId: lease.id, ...moved, version: lease.version, generation: lease.generation, reason: lease.reason }, "lease moved");
		metrics.moved(moved.from, moved.to, moved.event);
	};
	const tellLeft = ({ id }: LeaseRecord, { cap, because, evicted }: LeftData) => {
		for (const one of evicted) metrics.retentionCapped(one.cap, "evicted");
		if (evicted.length > 0) log.info({ leaseId: id, evicted }, "retained data of the tenant went for newer data");
		if (cap === null) return;
		metrics.retentionCapped(cap, "refused");
		log.warn({ leaseId: id, cap, because }, "no room was left to retain the data of a closed lease");
	};
	return {
		async change(id, { scope, fence, audit }, decide) {
			const traceParent = spans.current();
			const { result, lease, left } = await leases.change(
				id,
				scope,
				fence,
				(row, operation) => {
					const verdict = decide(row, operation);
					return { change: verdict.change && traced(verdict.change, traceParent), result: { verdict, operation } };
				},
				audit,
			);
			const { verdict, operation } = result;
			const moved = verdict.change === null ? null : (verdict.moved ?? null);
			if (moved) tell(lease, moved);
			if (left) tellLeft(lease, left);
			if (verdict.change?.newOperation) metrics.requested(verdict.change.newOperation.kind, "accepted");
			const end = verdict.change && operation && endOf(verdict.change, operation);
			// An operation ends with a move, and both times are the database's.
			if (end) metrics.operationEnded(operation.kind, end, lease.stateSince.getTime() - operation.createdAt.getTime());
			return { result: verdict.result, lease, moved };
		},
		async create(lease, moved) {
			const traceParent = spans.current();
			const row = await leases.create(traceParent === null ? lease : { ...lease, operation: { ...lease.operation, traceParent } });
			tell(row, moved);
			metrics.requested(lease.operation.kind, "accepted");
			return row;
		},
	};
}

/** What is asked for now belongs to the trace of who asks, also when another process does it. */
const traced = (change: LeaseChange, traceParent: string | null): LeaseChange =>
	traceParent === null || change.newOperation === undefined ? change : { ...change, newOperation: { ...change.newOperation, traceParent } };

/** How a change ends the operation that was under way; null when that goes on. */
const endOf = ({ operations }: LeaseChange, { id }: OperationRecord) => {
	const state = operations?.find((one) => one.id === id)?.state;
	return state !== undefined && isOperationDone(state) ? state : null;
};
