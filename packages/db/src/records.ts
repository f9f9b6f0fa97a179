import type {
	CallbackId,
	DiagnosticId,
	EndpointView,
	GivenUpCause,
	InstanceState,
	InstanceView,
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
	ReleaseCause,
	ReleaseStatus,
	RetentionCap,
	RetentionId,
	RetentionState,
	SkuId,
	TenantId,
	VolumeId,
} from "@berth/core";

/** Rows as the rules see them. Dates are Dates, byte counts are numbers (below 2^53). */

export interface Resources {
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
}

export interface SkuRecord extends Resources {
	readonly id: SkuId;
	readonly name: string;
	readonly pidsMax: number;
	readonly position: number;
	/** Whether it is offered: one that is not goes on in the leases that took it. */
	readonly enabled: boolean;
	/** A word for whoever bills; nothing is computed from it. */
	readonly priceLabel: string | null;
	/** What a close of a lease of it does that does not say it; null leaves it to the installation. */
	readonly closeData: "retain" | "destroy" | null;
}

/** A size on offer, and how many more instances of it there is room for now. */
export interface SkuOffer extends SkuRecord {
	/** Of one lease, on the node that has most room; 0 where none takes leases. */
	readonly onOneNode: number;
	/** Until the tenant's quota is used up; null where nothing limits it. */
	readonly inQuota: number | null;
}

export interface TenantRecord {
	readonly id: TenantId;
	readonly name: string;
	/** Null means no limit. */
	readonly leasesMax: number | null;
	readonly cpuMillisMax: number | null;
	readonly memoryBytesMax: number | null;
	readonly diskBytesMax: number | null;
	/** Of closed leases' data: how much of it is kept at most, and for each partition. */
	readonly retainedMax: number | null;
	readonly retainedBytesMax: number | null;
	readonly partitionRetainedMax: number | null;
	readonly partitionRetainedBytesMax: number | null;
	/** What a close does that does not say it; null leaves it to the size, then to the installation. */
	readonly closeData: "retain" | "destroy" | null;
	readonly suspendedAt: Date | null;
	readonly createdAt: Date;
}

/** What a tenant's open leases hold, and what its closed ones left. */
export interface TenantUse extends Resources {
	readonly leases: number;
	/** Data that can be restored, or will be once it is imported. */
	readonly retained: { readonly records: number; readonly bytes: number };
	/** Data that is being destroyed: still on the disk. */
	readonly reaping: { readonly records: number; readonly bytes: number };
}

export interface NodeRecord {
	readonly id: NodeId;
	readonly name: string;
	readonly capacity: Resources;
	readonly reserved: Resources;
	readonly claimedBy: string | null;
	readonly claimedUntil: Date | null;
	readonly claimEpoch: number;
	/** When the agent last said that the engine answers; null before the first time. */
	readonly seenAt: Date | null;
	readonly cordonedAt: Date | null;
	/** The ports of the host that leases may have for themselves; null where there are none. */
	readonly hostPorts: PortRange | null;
	/** Disk that may be kept for closed leases; null is no limit. */
	readonly retainedBytesMax: number | null;
}

/** Both ends are in it. */
export interface PortRange {
	readonly first: number;
	readonly last: number;
}

/** A port of a container that is to answer at a port of the host which is the lease's own. */
export interface HostPortWish {
	readonly service: string;
	readonly index: number;
	/** Inside the container. */
	readonly port: number;
	readonly protocol: "tcp" | "udp";
}

export interface LeaseHostPort extends HostPortWish {
	readonly hostPort: number;
}

export interface LeaseItemRecord extends Resources {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
	readonly pidsMax: number;
	/** The tenant's own name under which the service is reached. */
	readonly domain: string | null;
}

/** Which generation serves, for each instance: `{"web-0": 3}`. Containers that a change left alone keep the generation that made them. */
export type Serving = Readonly<Record<string, number>>;

export interface LeaseRecord {
	readonly id: LeaseId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly name: string;
	/** Whose of the tenant's own customers it is, as the tenant names them. */
	readonly partition: string | null;
	readonly state: LeaseState;
	readonly stateSince: Date;
	readonly deadlineAt: Date | null;
	/** Counts row writes. */
	readonly version: number;
	/** Counts applied releases and replacements; it is in container names. */
	readonly generation: number;
	/** The instances that serve; null when none do. A stopped lease keeps it: they are what a start brings back. */
	readonly serving: Serving | null;
	/** The release that `serving` and `items` are of; null before the first one became active. */
	readonly activeRelease: number | null;
	/** The highest number a release of it has had. */
	readonly releaseSeq: number;
	readonly eventSeq: number;
	/** When an actor must look again; null when nothing is due. */
	readonly wakeAt: Date | null;
	readonly attempt: number;
	readonly failCount: number;
	readonly reason: Reason | null;
	readonly message: string | null;
	/** The operation under way or the last one. */
	readonly operationId: OperationId | null;
	/** The operation that somebody asked to cancel; it means nothing once another one is under way. */
	readonly cancelRequested: OperationId | null;
	/** Who is told of an end that nobody asked for: where the last request wanted its callback. */
	readonly callbackUrl: string | null;
	/** When it closes by itself; null is never. */
	readonly expiresAt: Date | null;
	/** The end of the term that has been announced by an event. */
	readonly expiryAnnounced: boolean;
	/** What becomes of its data when it is closed. */
	readonly closeData: "retain" | "destroy";
	/** Resources reserved on the node for this lease; null once given back. */
	readonly holds: Resources | null;
	readonly quarantinedAt: Date | null;
	/** What the active release runs; before the first one became active, what is being brought up. */
	readonly items: readonly LeaseItemRecord[];
	/** What it owns on its node's disk, also of instances that a smaller quantity took away: they wait for the next larger one. */
	readonly volumes: readonly LeaseVolume[];
	/** Ports of its node that are its own, from the request that asked for them until they are given back. */
	readonly hostPorts: readonly LeaseHostPort[];
	readonly createdBy: string;
	readonly createdAt: Date;
	readonly closedAt: Date | null;
	/** When this was read, by the database's clock: what is left until the times above is measured from here, whatever other clocks say. */
	readonly readAt: Date;
}

export interface LeaseVolume {
	readonly id: VolumeId;
	readonly service: string;
	readonly index: number;
	readonly quotaBytes: number;
}

export interface OperationRecord {
	readonly id: OperationId;
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly kind: OperationKind;
	readonly state: OperationState;
	readonly requestedBy: string;
	readonly releaseNumber: number | null;
	/** The only instance that it is about, `web-0`; null is all of the lease. */
	readonly instance: string | null;
	readonly steps: readonly OperationStep[];
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly callbackUrl: string | null;
	/** Tells one request from another. */
	readonly requestHash: string;
	/** W3C traceparent of who asked; null when nobody followed that. */
	readonly traceParent: string | null;
	readonly createdAt: Date;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
}

export interface ReleaseRecord {
	readonly leaseId: LeaseId;
	readonly number: number;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	readonly status: ReleaseStatus;
	readonly cause: ReleaseCause;
	/** The release that this one repeats. */
	readonly rollbackOf: number | null;
	readonly note: string | null;
	readonly createdBy: string;
	readonly createdAt: Date;
}

/** A directory of a node that holds one instance's data. Its id is its name on disk for ever; who owns it is this row. */
export interface VolumeRecord {
	readonly id: VolumeId;
	readonly nodeId: NodeId;
	readonly tenantId: TenantId;
	/** The lease or the retention record it belongs to: one of them, always. */
	readonly leaseId: LeaseId | null;
	readonly retentionId: RetentionId | null;
	readonly service: string;
	readonly index: number;
	readonly quotaBytes: number;
	readonly createdAt: Date;
}

/** What a closed lease left. */
export interface RetentionRecord {
	readonly id: RetentionId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	/** The lease that was closed; null for what was imported. */
	readonly leaseId: LeaseId | null;
	readonly leaseName: string;
	readonly state: RetentionState;
	/** The lease being made of it, while it is `restoring`. */
	readonly restoringLeaseId: LeaseId | null;
	/** The release that was active when it was closed. */
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	/** The limits of its volumes together; they stay reserved on the node. */
	readonly diskBytes: number;
	readonly partition: string | null;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	/** Null before it is given up, and of what was before this was written down. */
	readonly givenUp: { readonly because: GivenUpCause; readonly at: Date; readonly by: string | null } | null;
}

/** What is still known of retained data that is gone. */
export interface RetentionTombstone {
	readonly id: RetentionId;
	readonly tenantId: TenantId;
	/** Null for what was imported. */
	readonly leaseId: LeaseId | null;
	readonly leaseName: string;
	readonly partition: string | null;
	readonly diskBytes: number;
	readonly createdAt: Date;
	readonly because: GivenUpCause;
	readonly givenUpBy: string | null;
	readonly givenUpAt: Date;
	readonly destroyedAt: Date;
}

/** What became of the data of a lease that was closed: one of its tenant's caps may have sent others away for it. */
export interface LeftData {
	readonly kept: boolean;
	/** Why it is not kept. */
	readonly because: GivenUpCause | null;
	/** The cap that left no room for it. */
	readonly cap: RetentionCap | null;
	readonly evicted: readonly { readonly id: RetentionId; readonly cap: RetentionCap }[];
}

export interface InstanceRecord {
	readonly service: string;
	readonly index: number;
	readonly generation: number;
	readonly containerId: string | null;
	readonly image: string;
	readonly state: InstanceState;
	readonly health: InstanceView["health"];
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly startedAt: Date | null;
	readonly endpoints: readonly EndpointView[];
}

export interface DiagnosticRecord {
	readonly id: DiagnosticId;
	readonly operationId: OperationId | null;
	readonly service: string;
	readonly index: number;
	readonly reason: Reason;
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly healthOutput: string | null;
	readonly logTail: readonly string[];
	readonly detail: string | null;
	readonly at: Date;
}

export interface CallbackRecord {
	readonly id: CallbackId;
	readonly operationId: OperationId;
	readonly leaseId: LeaseId;
	readonly url: string;
	readonly body: Readonly<Record<string, unknown>>;
	readonly attempts: number;
	readonly deliveredAt: Date | null;
	/** Given up after its time; it can be sent again by hand. */
	readonly abandonedAt: Date | null;
	readonly lastError: string | null;
	readonly createdAt: Date;
}

/** One try to deliver a callback. */
export interface CallbackAttempt {
	readonly id: number;
	readonly callbackId: CallbackId;
	readonly at: Date;
	/** The receiver's HTTP status; null when there was no answer. */
	readonly status: number | null;
	/** A short word of ours; null when it was delivered. */
	readonly error: string | null;
	readonly durationMs: number;
}

/** A committed event as it is in the log. */
export interface EventRecord {
	readonly leaseId: LeaseId;
	readonly seq: number;
	readonly at: Date;
	readonly operationId: OperationId | null;
	readonly actor: string;
	readonly body: LeaseEventBody;
}
