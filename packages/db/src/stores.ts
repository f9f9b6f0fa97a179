import type {
	LeaseEventBody,
	LeaseId,
	LeaseState,
	Manifest,
	NodeId,
	OperationId,
	OperationKind,
	OperationState,
	OperationStep,
	Reason,
	ReleaseStatus,
	RetentionId,
	RetentionState,
	TenantId,
	VolumeId,
} from "@berth/core";
import type {
	DiagnosticRecord,
	EventRecord,
	InstanceRecord,
	LeaseItemRecord,
	LeaseRecord,
	LeaseVolume,
	NodeRecord,
	OperationRecord,
	ReleaseRecord,
	Resources,
	RetentionRecord,
	Serving,
	SkuRecord,
	TenantRecord,
	VolumeRecord,
} from "./records.ts";

/** Whose rows may be seen: one tenant's, or all of them for an admin and the agent. It is part of every WHERE. */
export type Scope = { readonly tenantId: TenantId } | "all";

/** Proof that we act for a node: the claim must still be ours and unexpired when the write commits. */
export interface Fence {
	readonly nodeId: NodeId;
	readonly epoch: number;
}

/** All that one transaction writes to a lease. Absent fields stay as they are. */
export interface LeaseChange {
	readonly set?: {
		readonly state?: LeaseState;
		readonly generation?: number;
		readonly serving?: Serving | null;
		readonly activeRelease?: number;
		readonly cancelRequested?: OperationId | null;
		readonly callbackUrl?: string;
		readonly expiresAt?: Date | null;
		readonly expiryAnnounced?: boolean;
		readonly closeData?: "retain" | "destroy";
		readonly reason?: Reason | null;
		readonly message?: string | null;
		readonly operationId?: OperationId | null;
		readonly attempt?: number;
		readonly failCount?: number;
		/** From the database's now(); null clears. */
		readonly deadlineInMs?: number | null;
		readonly wakeInMs?: number | null;
		readonly quarantined?: boolean;
		readonly closed?: true;
	};
	/** A new operation, with the tenant's idempotency key if it had one. `requestHash` tells the same request from another. */
	readonly newOperation?: {
		readonly id: OperationId;
		readonly kind: OperationKind;
		readonly state: OperationState;
		readonly requestedBy: string;
		readonly releaseNumber: number | null;
		readonly steps: readonly OperationStep[];
		readonly callbackUrl: string | null;
		readonly idempotencyKey: string | null;
		readonly requestHash: string;
	};
	/** A request that joined an operation of this lease: its key stands for that one from now on. */
	readonly joinedBy?: { readonly operationId: OperationId; readonly idempotencyKey: string; readonly requestHash: string };
	/** Changes of existing operations of this lease; the ended ones get finishedAt = now(). A done operation is never changed. */
	readonly operations?: readonly {
		readonly id: OperationId;
		readonly state?: OperationState;
		readonly started?: true;
		readonly steps?: readonly OperationStep[];
		readonly reason?: Reason | null;
		readonly message?: string | null;
	}[];
	/** The next release, `deploying`. Its number must be the lease's `releaseSeq` + 1, which this raises. */
	readonly newRelease?: Pick<ReleaseRecord, "number" | "manifest" | "items" | "cause" | "rollbackOf" | "note" | "createdBy">;
	/** `active` supersedes the one that was. */
	readonly releases?: readonly { readonly number: number; readonly status: ReleaseStatus }[];
	/** Replaces the lease's items. */
	readonly items?: readonly LeaseItemRecord[];
	/**
	 * Makes what the lease holds on its node exactly this, in the same transaction: what grows is admitted against quota and node,
	 * what shrinks is given back. From null it counts as a lease of its tenant again.
	 *
	 * Errors  QUOTA_EXCEEDED, CAPACITY_EXHAUSTED; FORBIDDEN when it grows and the tenant is suspended. Nothing is written then.
	 */
	readonly holds?: Resources;
	readonly newVolumes?: readonly LeaseVolume[];
	readonly volumeQuotas?: readonly { readonly id: VolumeId; readonly quotaBytes: number }[];
	/**
	 * Hands every volume of the lease to a new retention record, with the disk they hold; `reaping` gives them up at once. Together
	 * with `releaseCapacity`. Writes nothing for a lease without volumes.
	 */
	readonly retain?: {
		readonly id: RetentionId;
		readonly state: "active" | "reaping";
		readonly expiresInMs: number;
		readonly manifest: Manifest;
		readonly items: readonly LeaseItemRecord[];
	};
	/** Takes the volumes of the lease's own retention record back, which becomes `restoring`. Errors  NOT_FOUND, INVALID_STATE when it is not `active`. */
	readonly reopen?: RetentionId;
	/** Ends what `restoreOf` or `reopen` began: `done` forgets the record, `failed` gives its volumes and their disk back to it, `active` again. */
	readonly endRestore?: "done" | "failed";
	/** `put` upserts by (service, index, generation); `drop` removes all of the generations named; `clear` removes every row. */
	readonly instances?: { readonly put?: readonly InstanceRecord[]; readonly dropGenerations?: readonly number[]; readonly clear?: true };
	readonly diagnostics?: readonly Omit<DiagnosticRecord, "at">[];
	/** Queued for delivery in the same transaction. A second one for the operation is ignored by the schema's UNIQUE. */
	readonly callback?: { readonly operationId: OperationId; readonly url: string; readonly body: Readonly<Record<string, unknown>> };
	/** Gives back what the lease holds on its node; once, however often it is asked. */
	readonly releaseCapacity?: true;
	/** Appended in order; each gets the next seq. */
	readonly events: readonly { readonly actor: string; readonly operationId: OperationId | null; readonly body: LeaseEventBody }[];
}

export type Decision<T> = { readonly change: LeaseChange; readonly result: T } | { readonly change: null; readonly result: T };

export interface NewLease {
	readonly id: LeaseId;
	readonly tenantId: TenantId;
	readonly name: string;
	readonly items: readonly LeaseItemRecord[];
	readonly manifest: Manifest;
	readonly state: LeaseState;
	readonly deadlineInMs: number;
	readonly createdBy: string;
	readonly expiresAt: Date | null;
	readonly callbackUrl: string | null;
	readonly volumes: readonly LeaseVolume[];
	/** The retention record it is made of: it goes where the volumes are, and they become its own; `volumes` are those it needs beside them. */
	readonly restoreOf?: RetentionId;
	readonly operation: NonNullable<LeaseChange["newOperation"]>;
	readonly events: LeaseChange["events"];
}

export interface LeaseStore {
	/**
	 * Admits and records a new lease in one transaction: tenant quota and node capacity by guarded UPDATE on the least-loaded
	 * uncordoned live node that fits; lease, items, release 1 (`deploying`), operation, events; NOTIFY.
	 *
	 * Returns the lease at version 1 and generation 1.
	 * Errors  NAME_TAKEN (an unclosed lease of the tenant has the name), QUOTA_EXCEEDED (data: which, max, used, asked),
	 *         CAPACITY_EXHAUSTED (also while the node of `restoreOf` is silent), INVALID_STATE (`data.state`) when `restoreOf` is not
	 *         `active`, FORBIDDEN when the tenant is suspended, NOT_FOUND when there is no such tenant or record,
	 *         IDEMPOTENCY_KEY_REUSED when the key was taken, also by a call at the same time: `findByKey` says for what.
	 *         Nothing is left of a refused one.
	 */
	create(lease: NewLease): Promise<LeaseRecord>;
	/**
	 * Reads the lease under its row lock, lets `decide` say what to write, and writes it: all in one transaction.
	 * `decide` is pure and is called again if the transaction had to be retried.
	 *
	 * Returns what `decide` returned, and the lease as it stands afterwards.
	 * Errors  NOT_FOUND (also for another tenant's), CLAIM_LOST when a fence was given and is not ours any more,
	 *         IDEMPOTENCY_KEY_REUSED when the new operation's key was taken, also by a call at the same time: `findByKey` says for
	 *         what; whatever `decide` throws. Each with nothing written. Of two calls with one key at the same time, the second
	 *         may also hear from `decide` that the state forbids it: ask `findByKey` then, too.
	 */
	change<T>(
		id: LeaseId,
		scope: Scope,
		fence: Fence | null,
		decide: (lease: LeaseRecord, operation: OperationRecord | null) => Decision<T>,
	): Promise<{ readonly result: T; readonly lease: LeaseRecord }>;
	find(id: LeaseId, scope: Scope): Promise<LeaseRecord | null>;
	/** Newest first; `after` is the id of the last one seen. */
	list(
		scope: Scope,
		options: { readonly limit: number; readonly after?: LeaseId; readonly includeClosed?: boolean; readonly search?: string },
	): Promise<LeaseRecord[]>;
	/** Counts per state of what the scope sees, closed ones left out. */
	countByState(scope: Scope): Promise<Partial<Record<LeaseState, number>>>;
	/** A page of the node's leases that are not closed, oldest first: what reconcile compares with the host. `after` is the id of the last one seen. */
	listOpenByNode(nodeId: NodeId, options: { readonly limit: number; readonly after?: LeaseId }): Promise<LeaseRecord[]>;
	/** Leases of the node that need an actor now: in a working state, or with wakeAt in the past. */
	listDueByNode(nodeId: NodeId): Promise<LeaseId[]>;
	/** Open leases of the node whose term ends within so long, soonest first; those whose term is over are among them. */
	listExpiring(nodeId: NodeId, withinMs: number, limit: number): Promise<LeaseRecord[]>;
	/** Soonest wakeAt of the node's leases in milliseconds from the database's now(); null when none. */
	nextWakeInMs(nodeId: NodeId): Promise<number | null>;
}

export interface OperationStore {
	find(id: OperationId): Promise<OperationRecord | null>;
	/** What this key stands for, if it was used by the tenant. */
	findByKey(
		tenantId: TenantId,
		idempotencyKey: string,
	): Promise<{ readonly operation: OperationRecord; readonly requestHash: string } | null>;
	list(leaseId: LeaseId, limit: number): Promise<OperationRecord[]>;
}

/** Everything about leases that a page or feed shows, read in one go. */
export interface LeaseReader {
	instances(leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, readonly InstanceRecord[]>>;
	/** The active release of each lease or, before any was, the newest. */
	currentReleases(leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, ReleaseRecord>>;
	/** Newest first; `before` is the number of the last one seen. */
	releases(leaseId: LeaseId, options: { readonly limit: number; readonly before?: number }): Promise<ReleaseRecord[]>;
	/** What closed leases left, by lease; those that left nothing are left out. */
	retentions(leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, RetentionRecord>>;
	release(leaseId: LeaseId, number: number): Promise<ReleaseRecord | null>;
	/** Newest first. */
	diagnostics(leaseId: LeaseId, limit: number): Promise<DiagnosticRecord[]>;
	/** Events after `seq`, in order. `complete` is false when older ones between were pruned. */
	events(
		leaseId: LeaseId,
		afterSeq: number,
		limit: number,
	): Promise<{ readonly events: readonly EventRecord[]; readonly complete: boolean }>;
	/** The last `seq` of each lease's log: one question for everybody who follows one. Unknown leases are left out. */
	positions(leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, number>>;
}

export interface NodeStore {
	/** Makes or refreshes the node's row by name. */
	register(node: { readonly name: string; readonly capacity: Resources }): Promise<NodeRecord>;
	/** Takes the node if nobody holds it or the claim lapsed; null while somebody else does. A new epoch each time. */
	claim(nodeId: NodeId, holder: string, forMs: number): Promise<Fence | null>;
	/** Errors  CLAIM_LOST. A claim that lapsed and that nobody took since is kept. `engineSeen` also moves seenAt. */
	renew(fence: Fence, forMs: number, options: { readonly engineSeen: boolean }): Promise<void>;
	/** Gives the claim up, so that a successor need not wait. */
	drop(fence: Fence): Promise<void>;
	list(): Promise<NodeRecord[]>;
	find(id: NodeId): Promise<NodeRecord | null>;
}

export interface CatalogStore {
	listSkus(): Promise<SkuRecord[]>;
	findSku(name: string): Promise<SkuRecord | null>;
	putSku(sku: Omit<SkuRecord, "id">): Promise<SkuRecord>;
	listTenants(): Promise<TenantRecord[]>;
	findTenant(id: TenantId): Promise<TenantRecord | null>;
	putTenant(tenant: {
		readonly name: string;
		readonly leasesMax?: number | null;
		readonly cpuMillisMax?: number | null;
		readonly memoryBytesMax?: number | null;
		readonly diskBytesMax?: number | null;
	}): Promise<TenantRecord>;
	/** Tenants a user belongs to, with the role there. */
	memberships(userId: string): Promise<readonly { readonly tenant: TenantRecord; readonly role: "owner" | "member" }[]>;
	addMember(tenantId: TenantId, userId: string, role: "owner" | "member"): Promise<void>;
}

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

/** What a commit told: look at this lease. It is a hint; a lost one costs latency alone. */
export interface LeaseHint {
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly seq: number;
}

export interface Wakeups {
	/** Called for each hint; `resync` after the listener (re)connected, when hints may have been missed. Returns the undo. */
	subscribe(listener: { readonly onHint: (hint: LeaseHint) => void; readonly onResync: () => void }): () => void;
}

export interface Stores {
	readonly leases: LeaseStore;
	readonly operations: OperationStore;
	readonly reader: LeaseReader;
	readonly nodes: NodeStore;
	readonly catalog: CatalogStore;
	readonly retentions: RetentionStore;
	readonly volumes: VolumeStore;
	readonly wakeups: Wakeups;
}
