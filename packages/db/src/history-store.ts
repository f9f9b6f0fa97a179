import type { LeaseEventType, LeaseId, OperationId, OperationState } from "@berth/core";
import type { EventRecord, OperationRecord } from "./records.ts";
import type { Scope } from "./scope.ts";

/** What is forgotten by age. */
export type HistoryKind = "releases" | "events" | "operations" | "diagnostics" | "audit" | "deliveries" | "logins" | "tries";

export interface PruneOptions {
	/** What is older goes. */
	readonly keptMs: number;
	/** Rows looked at in one statement. */
	readonly limit: number;
	/** Where the slice before came to. */
	readonly position: string | null;
}

export interface Pruned {
	readonly pruned: number;
	/** There is nothing more to look at for now. */
	readonly isDone: boolean;
	/** Where the next slice begins; null is from the start. */
	readonly position: string | null;
}

/** Where an event stands in a list that goes over several leases. `atMicros` is what the database counts in. */
export interface EventPosition {
	readonly atMicros: string;
	readonly leaseId: LeaseId;
	readonly seq: number;
}

export type ListedEvent = EventRecord & EventPosition & { readonly leaseName: string };
export type ListedOperation = OperationRecord & { readonly leaseName: string; readonly cancelRequested: boolean };

/** What happened over several leases, and the end of what is known of it. */
export interface HistoryStore {
	/** Operations of all leases in scope, newest first; `before` is the id of the last one seen. */
	operations(
		scope: Scope,
		options: {
			readonly limit: number;
			readonly before?: OperationId;
			readonly leaseId?: LeaseId;
			readonly states?: readonly OperationState[];
		},
	): Promise<ListedOperation[]>;
	/** Events of all leases in scope, newest first, from `from` to before `until`; `before` is the position of the last one seen. */
	events(
		scope: Scope,
		options: {
			readonly limit: number;
			readonly before?: EventPosition;
			readonly types?: readonly LeaseEventType[];
			readonly from?: Date;
			readonly until?: Date;
		},
	): Promise<ListedEvent[]>;
	/** Events of one lease, newest first; `before` is the `seq` of the last one seen. */
	eventsOf(
		leaseId: LeaseId,
		options: {
			readonly limit: number;
			readonly before?: number;
			readonly types?: readonly LeaseEventType[];
			readonly from?: Date;
			readonly until?: Date;
		},
	): Promise<ListedEvent[]>;
	/** Takes the turn at forgetting what is old, unless another process began one within so long. Returns where the last one came to. */
	claimTurn(kind: HistoryKind, everyMs: number): Promise<{ readonly position: string | null } | null>;
	/** Forgets one slice of what is old; `keepLast` are the releases that every lease keeps. */
	prune(kind: HistoryKind, options: PruneOptions & { readonly keepLast: number }): Promise<Pruned>;
	/** Says where the next turn goes on. */
	endTurn(kind: HistoryKind, position: string | null): Promise<void>;
}
