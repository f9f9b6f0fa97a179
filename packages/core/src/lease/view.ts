import type { Manifest } from "../manifest/schema.ts";
import type { OperationView } from "./operation.ts";
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
}

/** What lists show. */
export interface LeaseSummary {
	readonly id: string;
	readonly tenantId: string;
	readonly tenantName: string;
	readonly name: string;
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
	readonly release: {
		readonly number: number;
		readonly status: ReleaseStatus;
		readonly createdAt: string;
		readonly manifest: Manifest;
	} | null;
	readonly diagnostics: readonly DiagnosticView[];
	readonly deadlineAt: string | null;
	readonly nextWakeAt: string | null;
	readonly attempt: number;
}

export const releaseStatuses = ["deploying", "active", "superseded", "failed"] as const;
export type ReleaseStatus = (typeof releaseStatuses)[number];
