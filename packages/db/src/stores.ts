import type { DiagnosticId, LeaseId, LeaseState, MemberRole, NodeId, OperationId, TenantId } from "@berth/core";
import type { Audit, AuditStore } from "./audit/audit.ts";
import type { BackendStore } from "./backend-store.ts";
import type { BuiltImageStore } from "./built-image-store.ts";
import type { DeviceLoginStore } from "./device-login-store.ts";
import type { ExecTicketStore } from "./exec-store.ts";
import type { HistoryStore } from "./history-store.ts";
import type { ImportStore } from "./import-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { KeyedRequestStore } from "./keyed-request-store.ts";
import type { Foreseen, Foresight } from "./lease/foreseen.ts";
import type { Decision, NewLease } from "./lease-change.ts";
import type { NodeImage } from "./node/images.ts";
import type { NodeLoad } from "./node/load.ts";
import type { PeopleStore } from "./people-store.ts";
import type {
	DiagnosticRecord,
	EventRecord,
	InstanceRecord,
	LeaseRecord,
	LeftData,
	NodeRecord,
	OperationRecord,
	PortRange,
	ReleaseRecord,
	Resources,
	RetentionRecord,
	SkuOffer,
	SkuRecord,
	TenantRecord,
	TenantUse,
} from "./records.ts";
import type { RetentionStore, VolumeStore } from "./retention-store.ts";
import type { Fence, Scope } from "./scope.ts";
import type { SkuPage } from "./sku/find.ts";
import type { NewSku } from "./sku/put.ts";
import type { UsageStore } from "./usage-store.ts";
import type { WebhookStore } from "./webhook/webhook.ts";

/** Which leases a list shows: those of which all of it is true. */
export interface LeaseListOptions {
	readonly limit: number;
	/** The id of the last one seen. */
	readonly after?: LeaseId;
	/** Closed ones too; without `states`, which say it themselves. */
	readonly includeClosed?: boolean;
	readonly states?: readonly LeaseState[];
	/** An id, or a part of the name or of an image of the current release. */
	readonly search?: string;
	/** Within a scope of all. */
	readonly tenantId?: TenantId;
	readonly nodeId?: NodeId;
	/** Has an item of this size. */
	readonly sku?: string;
	readonly partition?: string;
	/** Open, and its term ends before this. */
	readonly expiresBefore?: Date;
}

export interface LeaseStore {
	/**
	 * Admits and records a new lease in one transaction: tenant quota and node capacity by guarded UPDATE on the least-loaded
	 * uncordoned live node that fits; lease, items, release 1 (`deploying`), operation, events; NOTIFY.
	 *
	 * Returns the lease at version 1 and generation 1.
	 * Errors  NAME_TAKEN (an unclosed lease of the tenant has the name), QUOTA_EXCEEDED (data: which, max, used, asked),
	 *         CAPACITY_EXHAUSTED (also while the node of `restoreOf` is silent, and with `data.which` = `hostPorts` for want of those), INVALID_STATE (`data.state`) when `restoreOf` is not
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
		/** Who asks for it, told by a row of its own in the same statement; what the agent does by itself has none. */
		audit?: Audit,
	): Promise<{
		readonly result: T;
		readonly lease: LeaseRecord;
		/** What became of the data of a lease that was closed by this; absent or null of any other change. */
		readonly left?: LeftData | null;
	}>;
	find(id: LeaseId, scope: Scope): Promise<LeaseRecord | null>;
	/** What would become of a request for a new lease, or for more of one, if it were made now. Writes nothing. */
	foresee(wanted: Foreseen): Promise<Foresight>;
	/**
	 * Has the lease's node compare it with its containers, whatever process works it; with `anew` by another actor than the one that is
	 * there. A hint as others are. Errors  NOT_FOUND.
	 */
	nudge(id: LeaseId, anew?: boolean): Promise<void>;
	/** Newest first. */
	list(scope: Scope, options: LeaseListOptions): Promise<LeaseRecord[]>;
	/** Counts per state of what the scope sees, closed ones left out. */
	countByState(scope: Scope): Promise<Partial<Record<LeaseState, number>>>;
	/** A page of the node's leases that are not closed, oldest first: what reconcile compares with the host. `after` is the id of the last one seen. */
	listOpenByNode(
		nodeId: NodeId,
		options: { readonly limit: number; readonly after?: LeaseId; readonly until?: LeaseId },
	): Promise<LeaseRecord[]>;
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

export interface EventsSince {
	readonly events: readonly EventRecord[];
	/** By the database's clock, as the events' own times; null when there is no such lease. */
	readonly readAt: Date | null;
	/** False when older ones between were pruned. */
	readonly complete: boolean;
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
	/** A lease and its active release or, before any was, the newest: one read. Null also for another tenant's. */
	present(leaseId: LeaseId, scope: Scope): Promise<{ readonly lease: LeaseRecord; readonly release: ReleaseRecord | null } | null>;
	/** Newest first; `before` is the id of the last one seen. */
	diagnostics(leaseId: LeaseId, limit: number, before?: DiagnosticId): Promise<DiagnosticRecord[]>;
	/** Events after `seq`, in order. */
	events(leaseId: LeaseId, afterSeq: number, limit: number): Promise<EventsSince>;
	/** The last `seq` of each lease's log: one question for everybody who follows one. Unknown leases are left out. */
	positions(leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, number>>;
}

export interface NodeStore {
	/** Makes or refreshes the node's row by name. */
	register(node: {
		readonly name: string;
		readonly capacity: Resources;
		readonly hostPorts?: PortRange | null;
		readonly retainedBytesMax?: number | null;
	}): Promise<NodeRecord>;
	/** Takes the node if nobody holds it or the claim lapsed; null while somebody else does. A new epoch each time. */
	claim(nodeId: NodeId, holder: string, forMs: number): Promise<Fence | null>;
	/** Errors  CLAIM_LOST. A claim that lapsed and that nobody took since is kept. `engineSeen` also moves seenAt. */
	renew(fence: Fence, forMs: number, options: { readonly engineSeen: boolean }): Promise<void>;
	/** Gives the claim up, so that a successor need not wait. */
	drop(fence: Fence): Promise<void>;
	list(): Promise<NodeRecord[]>;
	/** By name; `after` is the name of the last one seen. */
	page(page: { readonly limit: number; readonly after?: string }): Promise<NodeRecord[]>;
	find(id: NodeId): Promise<NodeRecord | null>;
	/** Keeps new leases from it, or lets them again; what it has runs on. Errors  NOT_FOUND. */
	cordon(id: NodeId, cordoned: boolean, audit?: Audit): Promise<NodeRecord>;
	/** What it has: what would have to go before it can be taken away. */
	load(id: NodeId): Promise<NodeLoad>;
	/** Images that its leases name or named. */
	images(id: NodeId): Promise<readonly NodeImage[]>;
}

/** What a tenant may have, and what its closes do; null is no limit, or nothing of its own. */
export type TenantLimits = Partial<Omit<TenantRecord, "id" | "name" | "suspendedAt" | "createdAt">>;

export interface CatalogStore {
	listSkus(): Promise<SkuRecord[]>;
	/** In the order of the form; `after` is the name of the last one seen, `offered` leaves retired ones out. */
	pageSkus(page: SkuPage): Promise<SkuRecord[]>;
	findSku(name: string): Promise<SkuRecord | null>;
	putSku(sku: NewSku, audit?: Audit, expectedRevision?: string): Promise<SkuRecord>;
	/** Offers it no longer. Errors  SKU_UNKNOWN. */
	retireSku(name: string, audit?: Audit): Promise<SkuRecord>;
	/** What is offered, with how many more there is room for. */
	listOffers(tenantId: TenantId, page: Omit<SkuPage, "offered">): Promise<readonly SkuOffer[]>;
	listTenants(): Promise<TenantRecord[]>;
	/** By name; `after` is the name of the last one seen. */
	pageTenants(page: { readonly limit: number; readonly after?: string }): Promise<TenantRecord[]>;
	findTenant(id: TenantId): Promise<TenantRecord | null>;
	findTenantByName(name: string): Promise<TenantRecord | null>;
	putTenant(tenant: TenantLimits & { readonly name: string }, audit?: Audit): Promise<TenantRecord>;
	/** Limits that are not given stay, null lifts one. Errors  NOT_FOUND. */
	changeTenant(id: TenantId, limits: TenantLimits, audit?: Audit, expectedRevision?: string): Promise<TenantRecord>;
	/** A suspended tenant gets nothing new; what it has goes on. Errors  NOT_FOUND. */
	suspendTenant(id: TenantId, suspended: boolean, audit?: Audit): Promise<TenantRecord>;
	/** Errors  NOT_FOUND. */
	tenantUse(id: TenantId): Promise<TenantUse>;
	/** Of those named; of all when none are. */
	tenantUses(ids?: readonly TenantId[]): Promise<ReadonlyMap<TenantId, TenantUse>>;
	/** Tenants a user belongs to, with the role there. */
	memberships(userId: string): Promise<readonly { readonly tenant: TenantRecord; readonly role: MemberRole }[]>;
	addMember(tenantId: TenantId, userId: string, role: MemberRole, audit?: Audit): Promise<void>;
}

/** What a commit told: look at this lease. It is a hint; a lost one costs latency alone. */
export interface LeaseHint {
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly seq: number;
	/** The row as that commit left it, so that who waits for something else need not read it; absent where nobody waits, and of a release before. */
	readonly row?: HintedRow;
	/** Somebody wants its containers looked at, whatever the row says. */
	readonly isNudge?: boolean;
	/** With a nudge: its actor is to be let go first, and another made. */
	readonly isRestart?: boolean;
}

/** What decides whether a commit concerns somebody who waits for the lease or works on it. */
export interface HintedRow extends Pick<LeaseRecord, "state" | "operationId" | "generation" | "cancelRequested"> {
	readonly isQuarantined: boolean;
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
	readonly people: PeopleStore;
	readonly retentions: RetentionStore;
	readonly imports: ImportStore;
	readonly volumes: VolumeStore;
	readonly history: HistoryStore;
	readonly audit: AuditStore;
	readonly webhooks: WebhookStore;
	readonly usage: UsageStore;
	readonly backend: BackendStore;
	readonly keys: KeyStore;
	readonly deviceLogins: DeviceLoginStore;
	readonly keyedRequests: KeyedRequestStore;
	readonly builtImages: BuiltImageStore;
	readonly execTickets: ExecTicketStore;
	readonly wakeups: Wakeups;
}
