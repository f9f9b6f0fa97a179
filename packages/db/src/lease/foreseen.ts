import type { AppError, LeaseId, NodeId, TenantId } from "@berth/core";
import type { Resources } from "../records.ts";

/** What is asked for, by a new lease or by one that grows. */
export interface Foreseen {
	readonly tenantId: TenantId;
	/** Of a new lease; null when none is made. */
	readonly name: string | null;
	/** What is held beside what is held now. */
	readonly adds: Resources;
	/** Where the lease is; null for a new one, which may go anywhere. */
	readonly nodeId: NodeId | null;
	readonly ports: { readonly tcp: number; readonly udp: number };
	/** Names of the tenant's own that it would have. */
	readonly domains: readonly string[];
	/** Whose they may be already; null for a new lease. */
	readonly leaseId: LeaseId | null;
}

export interface Foresight {
	readonly isNameTaken: boolean;
	/** Those of the domains that another lease has. */
	readonly domainsTaken: readonly string[];
	/** What the tenant's row has against it; null when nothing. */
	readonly refusal: AppError | null;
	/** Where it would go; null when no node has room. */
	readonly node: { readonly id: NodeId; readonly name: string } | null;
	/** Why no node has room for a new lease, ports aside; null where one has, or where it may go to one node alone. */
	readonly noRoom: AppError | null;
	/** Whether a node has room for all but the ports. */
	readonly fitsWithoutPorts: boolean;
}
