import type {
	GivenUpCause,
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
	TenantId,
	VolumeId,
} from "@berth/core";
import type { Audit } from "./audit/audit.ts";
import type { BackendFacts } from "./backend-store.ts";
import type {
	DiagnosticRecord,
	HostPortWish,
	InstanceRecord,
	LeaseItemRecord,
	LeaseVolume,
	ReleaseRecord,
	Resources,
	Serving,
} from "./records.ts";

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
		/** The only instance that it is about; absent: all of the lease. */
		readonly instance?: string;
		readonly steps: readonly OperationStep[];
		readonly callbackUrl: string | null;
		readonly idempotencyKey: string | null;
		readonly requestHash: string;
		/** W3C traceparent of who asks; its work goes on with that trace. */
		readonly traceParent?: string;
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
	/**
	 * Takes a port of the node for each that the lease has none for yet, the lowest that are free.
	 *
	 * Errors  CAPACITY_EXHAUSTED (`data.which` is `hostPorts`) when the node has too few. Nothing is written then.
	 */
	readonly takeHostPorts?: readonly HostPortWish[];
	/** Gives back every port of the lease but these. All go with `releaseCapacity`. */
	readonly keepHostPorts?: readonly HostPortWish[];
	readonly newVolumes?: readonly LeaseVolume[];
	readonly volumeQuotas?: readonly { readonly id: VolumeId; readonly quotaBytes: number }[];
	/**
	 * Hands every volume of the lease to a new retention record, with the disk they hold; `reaping` gives them up at once. Together
	 * with `releaseCapacity`. Writes nothing for a lease without volumes.
	 *
	 * What is to be kept is held against the caps of its partition, tenant and node: older data of the tenant goes for it, or it is
	 * given up itself. The log of each lease says what became of its data, and the callback of this change says it too.
	 */
	readonly retain?: {
		readonly id: RetentionId;
		readonly state: "active" | "reaping";
		/** Why it is given up at once. */
		readonly because?: Extract<GivenUpCause, "closed" | "regenerable">;
		/** Named in the logs. */
		readonly by: string;
		/** Volumes in which there is nothing to keep: they are given up by a record of their own. */
		readonly reclaim?: { readonly id: RetentionId; readonly volumeIds: readonly VolumeId[] };
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
	/** Absent is none; of what is restored, that of the record. */
	readonly partition?: string | null;
	readonly items: readonly LeaseItemRecord[];
	readonly manifest: Manifest;
	readonly state: LeaseState;
	readonly deadlineInMs: number;
	readonly createdBy: string;
	readonly expiresAt: Date | null;
	readonly callbackUrl: string | null;
	readonly volumes: readonly LeaseVolume[];
	/** Limits of the record's volumes that change at once: what is made larger counts from the request on. */
	readonly volumeQuotas?: LeaseChange["volumeQuotas"];
	/** Ports of its node that it is to have for itself. Absent is none. */
	readonly hostPorts?: readonly HostPortWish[];
	/** The retention record it is made of: it goes where the volumes are, and they become its own; `volumes` are those it needs beside them. */
	readonly restoreOf?: RetentionId;
	/** Where it must go, for what it needs is nowhere else; anywhere when absent. */
	readonly nodeId?: NodeId;
	/** How the client of the backend protocol names it, if it came that way. */
	readonly backend?: { readonly uuid: string; readonly facts: BackendFacts };
	readonly operation: NonNullable<LeaseChange["newOperation"]>;
	readonly events: LeaseChange["events"];
	/** Who asks for it; what nobody asked for has none. */
	readonly audit?: Audit;
}
