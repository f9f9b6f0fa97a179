import type {
	CallbackId,
	DiagnosticId,
	EndpointView,
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
	ReleaseStatus,
	SkuId,
	TenantId,
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
	readonly enabled: boolean;
}

export interface TenantRecord {
	readonly id: TenantId;
	readonly name: string;
	/** Null means no limit. */
	readonly leasesMax: number | null;
	readonly cpuMillisMax: number | null;
	readonly memoryBytesMax: number | null;
	readonly diskBytesMax: number | null;
	readonly suspendedAt: Date | null;
	readonly createdAt: Date;
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
}

export interface LeaseItemRecord extends Resources {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
	readonly pidsMax: number;
}

export interface LeaseRecord {
	readonly id: LeaseId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly name: string;
	readonly state: LeaseState;
	readonly stateSince: Date;
	readonly deadlineAt: Date | null;
	/** Counts row writes. */
	readonly version: number;
	/** Counts applied releases and replacements; it is in container names. */
	readonly generation: number;
	/** The generation whose instances serve; null when none do. */
	readonly observedGeneration: number | null;
	readonly eventSeq: number;
	/** When an actor must look again; null when nothing is due. */
	readonly wakeAt: Date | null;
	readonly attempt: number;
	readonly failCount: number;
	readonly reason: Reason | null;
	readonly message: string | null;
	/** The operation under way or the last one. */
	readonly operationId: OperationId | null;
	/** Resources reserved on the node for this lease; null once given back. */
	readonly holds: Resources | null;
	readonly quarantinedAt: Date | null;
	readonly items: readonly LeaseItemRecord[];
	readonly createdBy: string;
	readonly createdAt: Date;
	readonly closedAt: Date | null;
}

export interface OperationRecord {
	readonly id: OperationId;
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly kind: OperationKind;
	readonly state: OperationState;
	readonly requestedBy: string;
	readonly releaseNumber: number | null;
	readonly steps: readonly OperationStep[];
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly callbackUrl: string | null;
	readonly createdAt: Date;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
}

export interface ReleaseRecord {
	readonly leaseId: LeaseId;
	readonly number: number;
	readonly manifest: Manifest;
	readonly status: ReleaseStatus;
	readonly createdBy: string;
	readonly createdAt: Date;
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
	readonly lastError: string | null;
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
