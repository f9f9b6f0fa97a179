import type { LeaseId, NodeId, RetentionId, RetentionState, TenantId, VolumeId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";
import type { RetentionRecord, RetentionTombstone, VolumeRecord } from "./records.ts";
import type { CapVerdict } from "./retention/weigh-caps.ts";
import type { Fence, Scope } from "./scope.ts";
import type { ListedVolume, VolumeListOptions } from "./volume/list.ts";

/** What closed leases left, and the end of it. Records are made by `leases.change` alone. */
export interface RetentionStore {
	find(id: RetentionId, scope: Scope): Promise<RetentionRecord | null>;
	/** The record that a lease is being made of; null when it is not. */
	findRestoring(leaseId: LeaseId): Promise<RetentionRecord | null>;
	/** Newest first; `after` is the id of the last one seen. */
	list(
		scope: Scope,
		options: { readonly limit: number; readonly after?: RetentionId; readonly partition?: string },
	): Promise<RetentionRecord[]>;
	/** Moves the end of an `active` record and tells its lease's log who did. Errors  NOT_FOUND; INVALID_STATE otherwise. */
	extend(id: RetentionId, scope: Scope, by: string, expiresAt: Date, audit?: Audit): Promise<RetentionRecord>;
	/**
	 * Gives an `active` record up, and tells its lease's log who did: `reaping`. One that is, stays so.
	 *
	 * Errors  NOT_FOUND; INVALID_STATE while it is being restored.
	 */
	relinquish(id: RetentionId, scope: Scope, by: string, audit?: Audit): Promise<RetentionRecord>;
	/** Makes expired `active` records of the node `reaping`, and gives every record that is. Errors  CLAIM_LOST. */
	takeDue(fence: Fence, limit: number, by: string): Promise<RetentionRecord[]>;
	/** Tells webhooks of what ends within so long, each end once. Returns how many of the node there were, at most `limit`. Errors  CLAIM_LOST. */
	announceEnds(fence: Fence, withinMs: number, limit: number): Promise<number>;
	volumes(id: RetentionId): Promise<VolumeRecord[]>;
	/** What is retained on all nodes, by state; states without any are left out. */
	totals(): Promise<ReadonlyMap<RetentionState, { readonly records: number; readonly bytes: number }>>;
	/** Forgets a volume of a `reaping` record whose bytes are certainly gone. Errors  CLAIM_LOST; INVALID_STATE for any other owner. */
	forgetVolume(fence: Fence, id: VolumeId): Promise<void>;
	/** Forgets a `reaping` record without volumes and gives its disk back; once, however often it is asked. Errors  CLAIM_LOST. */
	finish(fence: Fence, id: RetentionId, by: string): Promise<void>;
	/** Forgets an `active` record whose volumes certainly are gone, and gives its disk back. Returns whether it did. Errors  CLAIM_LOST. */
	lose(fence: Fence, id: RetentionId, by: string): Promise<boolean>;
	/** What is known of a record that is gone. */
	findTombstone(id: RetentionId, scope: Scope): Promise<RetentionTombstone | null>;
	/** The newest that a lease left. */
	newestTombstone(leaseId: LeaseId): Promise<RetentionTombstone | null>;
	/** Newest first; `after` is the id of the last one seen. */
	listTombstones(scope: Scope, options: { readonly limit: number; readonly after?: RetentionId }): Promise<RetentionTombstone[]>;
	/** Forgets some of those that are older than so long, the oldest first. Returns how many. */
	pruneTombstones(olderThanMs: number, limit: number): Promise<number>;
	/** What keeping the data of a lease would come to if it were closed now. Nothing is written or locked. */
	foresee(
		lease: { readonly tenantId: TenantId; readonly nodeId: NodeId; readonly partition: string | null },
		bytes: number,
	): Promise<CapVerdict>;
}

export interface VolumeStore {
	/** Every volume that has a row on the node, whoever owns it. */
	listByNode(nodeId: NodeId): Promise<VolumeRecord[]>;
	find(id: VolumeId): Promise<VolumeRecord | null>;
	/** A page of them with their owners, oldest first. */
	list(scope: Scope, options: VolumeListOptions): Promise<readonly ListedVolume[]>;
	/** How many volumes each record has; those without any are left out. */
	countByRetention(ids: readonly RetentionId[]): Promise<ReadonlyMap<RetentionId, number>>;
}
