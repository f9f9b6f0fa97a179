import type { Manifest } from "../manifest/schema.ts";
import type { OperationView } from "./operation.ts";
import type { AdmissionView, ImagePlanView } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { LeaseState } from "./state.ts";

/** How one instance is, as the engine last showed it. `missing`: it should be there and is not. */
export const instanceStates = ["created", "starting", "running", "unhealthy", "exited", "missing", "unknown"] as const;
export type InstanceState = (typeof instanceStates)[number];

export interface EndpointView {
	readonly service: string;
	readonly instance: number;
	/** Inside the container. */
	readonly port: number;
	readonly protocol: "tcp" | "udp";
	/** Where it answers from outside; null while nobody published it. */
	readonly host: string | null;
	readonly hostPort: number | null;
	readonly url: string | null;
}

export interface InstanceView {
	readonly service: string;
	readonly index: number;
	readonly generation: number;
	readonly state: InstanceState;
	/** `none`: the service has no health check. */
	readonly health: "none" | "starting" | "healthy" | "unhealthy";
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly image: string;
	readonly startedAt: string | null;
	readonly endpoints: readonly EndpointView[];
}

export interface LeaseItemView {
	readonly service: string;
	readonly sku: string;
	readonly quantity: number;
	readonly cpuMillis: number;
	readonly memoryBytes: number;
	readonly diskBytes: number;
	/** The tenant's own name for it. */
	readonly domain: string | null;
}

/** One release of a lease's history. */
export interface ReleaseView {
	readonly number: number;
	readonly status: ReleaseStatus;
	readonly cause: ReleaseCause;
	readonly rollbackOf: number | null;
	readonly note: string | null;
	readonly createdBy: string;
	readonly createdAt: string;
	readonly items: readonly LeaseItemView[];
	readonly manifest: Manifest;
}

/** What a change would do to each service; nothing of it has been done. */
export interface ChangePlanView {
	readonly release: number;
	readonly services: readonly {
		readonly service: string;
		readonly action: "keep" | "replace" | "add" | "remove" | "scale" | "resize" | "route";
		/** The fields that differ: `image`, `env`, `size`; values are never shown. */
		readonly because: readonly string[];
		readonly order: "start-first" | "stop-first" | null;
		readonly from: number;
		readonly to: number;
	}[];
	/** What would be held beside what is held now. */
	readonly adds: { readonly cpuMillis: number; readonly memoryBytes: number; readonly diskBytes: number };
	/** Of services that come anew or grow. */
	readonly images: readonly ImagePlanView[];
	readonly admission: AdmissionView;
}

/** What a closed lease left and until when it can be brought back. */
export interface RetentionView {
	readonly id: string;
	readonly tenantId: string;
	/** Null for what was imported. */
	readonly leaseId: string | null;
	readonly leaseName: string;
	readonly state: RetentionState;
	readonly items: readonly LeaseItemView[];
	readonly volumes: number;
	/** The limits of its volumes together. */
	readonly bytes: number;
	readonly partition: string | null;
	readonly createdAt: string;
	readonly expiresAt: string;
	/** Why, when and by whom it was given up; null before that. */
	readonly givenUp: { readonly because: GivenUpCause; readonly at: string; readonly by: string | null } | null;
}

/** What lists show. */
export interface LeaseSummary {
	readonly id: string;
	readonly tenantId: string;
	readonly tenantName: string;
	readonly name: string;
	/** Whose of the tenant's own customers it is. */
	readonly partition: string | null;
	readonly state: LeaseState;
	readonly stateSince: string;
	/** Set while the node is silent: the state is what was last known. */
	readonly unknownSince: string | null;
	readonly quarantined: boolean;
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly version: number;
	readonly generation: number;
	readonly eventSeq: number;
	readonly items: readonly LeaseItemView[];
	readonly images: readonly string[];
	readonly endpoints: readonly EndpointView[];
	readonly degraded: boolean;
	/** When it closes by itself; null is never. */
	readonly expiresAt: string | null;
	readonly createdAt: string;
	readonly closedAt: string | null;
}

export interface DiagnosticView {
	readonly service: string;
	readonly index: number;
	readonly reason: Reason;
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly healthOutput: string | null;
	/** The last lines the instance wrote, oldest first. */
	readonly logTail: readonly string[];
	/** The engine's own words, for the lease's owner and admins alone. */
	readonly detail: string | null;
	readonly at: string;
}

/** What a lease's own page shows. */
export interface LeaseDetail extends LeaseSummary {
	readonly nodeName: string;
	readonly instances: readonly InstanceView[];
	readonly operation: OperationView | null;
	/** The release that serves or, before any did, the last one asked for. */
	readonly release: ReleaseView | null;
	/** Set while the lease is closed and can be reopened. */
	readonly retention: RetentionView | null;
	/** What the closed lease left last, when that is destroyed; known for a while. */
	readonly gone: RetentionTombstoneView | null;
	readonly diagnostics: readonly DiagnosticView[];
	readonly deadlineAt: string | null;
	readonly nextWakeAt: string | null;
	readonly attempt: number;
}

export const releaseStatuses = ["deploying", "active", "superseded", "failed"] as const;
/** By which command a release was made. */
export const releaseCauses = ["provision", "retry", "update", "scale", "env", "domain", "rollback", "restore"] as const;
export type ReleaseCause = (typeof releaseCauses)[number];
/** `restoring`: a lease is being made of it. `importing`: its bytes still come. `reaping`: they are being destroyed. */
export const retentionStates = ["active", "restoring", "importing", "reaping"] as const;
export type RetentionState = (typeof retentionStates)[number];
/**
 * Why retained data is destroyed: the close said so, somebody did later, its time was over, newer data of the tenant took its place, a
 * cap left no room for it, nothing was in it that an image does not hold too, its volumes were gone, it never came whole from outside.
 */
export const givenUpCauses = ["closed", "asked", "expired", "evicted", "refused", "regenerable", "lost", "incomplete"] as const;
export type GivenUpCause = (typeof givenUpCauses)[number];
/** What bounds the data of closed leases: how many and how large, of a tenant and each of its partitions; how large, on a node. */
export const retentionCaps = ["partition-count", "partition-bytes", "tenant-count", "tenant-bytes", "node-bytes"] as const;
export type RetentionCap = (typeof retentionCaps)[number];

/** What a close that says nothing of the data would do, and what one that destroys it must state. */
export interface ClosePlanView {
	readonly data: "retain" | "destroy";
	readonly decidedBy: "tenant" | "size" | "installation";
	readonly volumes: number;
	/** The limits of its volumes together: what `confirmBytes` must say. */
	readonly bytes: number;
	readonly graceMs: number;
	/** The cap that would leave no room to keep it at present; its data would be destroyed then. */
	readonly refusedBy: RetentionCap | null;
	/** Closed leases of the tenant whose data would have to go for it, oldest first. */
	readonly evicts: readonly { readonly retentionId: string; readonly leaseName: string; readonly bytes: number }[];
}

/** Retained data that is gone. */
export interface RetentionTombstoneView {
	readonly id: string;
	readonly tenantId: string;
	readonly leaseId: string | null;
	readonly leaseName: string;
	readonly partition: string | null;
	readonly bytes: number;
	readonly createdAt: string;
	readonly because: GivenUpCause;
	readonly givenUpBy: string | null;
	readonly givenUpAt: string;
	readonly destroyedAt: string;
}
export type ReleaseStatus = (typeof releaseStatuses)[number];
