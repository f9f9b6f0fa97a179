import type { LeaseId, NodeId, RetentionId, RetentionState, VolumeId } from "@berth/core";
import type { RetentionRecord, VolumeRecord } from "./records.ts";
import type { Fence, Scope } from "./scope.ts";

/** What closed leases left, and the end of it. Records are made by `leases.change` alone. */
export interface RetentionStore {
	find(id: RetentionId, scope: Scope): Promise<RetentionRecord | null>;
	/** The record that a lease is being made of; null when it is not. */
	findRestoring(leaseId: LeaseId): Promise<RetentionRecord | null>;
	/** Newest first; `after` is the id of the last one seen. */
	list(scope: Scope, options: { readonly limit: number; readonly after?: RetentionId }): Promise<RetentionRecord[]>;
	/** Moves the end of an `active` record. Errors  NOT_FOUND; INVALID_STATE otherwise. */
	extend(id: RetentionId, scope: Scope, expiresAt: Date): Promise<RetentionRecord>;
	/** Gives an `active` record up: `reaping`. One that is, stays so. Errors  NOT_FOUND; INVALID_STATE while it is being restored. */
	relinquish(id: RetentionId, scope: Scope): Promise<RetentionRecord>;
	/** Makes expired `active` records of the node `reaping`, and gives every record that is. Errors  CLAIM_LOST. */
	takeDue(fence: Fence, limit: number): Promise<RetentionRecord[]>;
	volumes(id: RetentionId): Promise<VolumeRecord[]>;
	/** What is retained on all nodes, by state; states without any are left out. */
	totals(): Promise<ReadonlyMap<RetentionState, { readonly records: number; readonly bytes: number }>>;
	/** Forgets a volume of a `reaping` record whose bytes are certainly gone. Errors  CLAIM_LOST; INVALID_STATE for any other owner. */
	forgetVolume(fence: Fence, id: VolumeId): Promise<void>;
	/** Forgets a `reaping` record without volumes and gives its disk back; once, however often it is asked. Errors  CLAIM_LOST. */
	finish(fence: Fence, id: RetentionId): Promise<void>;
}

export interface VolumeStore {
	/** Every volume that has a row on the node, whoever owns it. */
	listByNode(nodeId: NodeId): Promise<VolumeRecord[]>;
	find(id: VolumeId): Promise<VolumeRecord | null>;
}
