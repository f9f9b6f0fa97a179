import type { LeaseId, LeaseState, Millis, OperationKind, OperationState, Reason, RetentionId, TenantId } from "@berth/core";
import type { LeaseItemRecord, Resources } from "./records.ts";

/** What the client of the backend protocol said of a lease, to be said back to it. */
export interface BackendFacts {
	readonly providerUuid: string;
	/** How it named the size of each service. */
	readonly skus: Readonly<Record<string, string>>;
	/** Where it wanted to be told, now and before: what is sent there is in its own form and signed for it. */
	readonly callbackUrls: readonly string[];
}

/** A lease as the backend protocol shows it: named by its client, which gives a closed one's name to the next. */
export interface BackendLease extends BackendFacts {
	readonly uuid: string;
	readonly leaseId: LeaseId;
	readonly tenantId: TenantId;
	readonly tenantName: string;
	readonly state: LeaseState;
	readonly createdAt: Date;
	readonly failCount: number;
	readonly reason: Reason | null;
	/** The operation under way or the last one. */
	readonly operation: { readonly kind: OperationKind; readonly state: OperationState } | null;
	readonly callbackUrl: string | null;
	readonly items: readonly LeaseItemRecord[];
	/** The image of each service of the present release. */
	readonly images: Readonly<Record<string, string>>;
}

/** A page in the order of names, by their bytes. */
export interface BackendPage {
	/** The name of the last one seen. */
	readonly after?: string;
	/** All of them when absent. */
	readonly limit?: number;
}

export interface BackendStore {
	/** The open lease of that name or, without one, the newest that was closed. */
	find(uuid: string): Promise<BackendLease | null>;
	/** The open leases among those named. */
	findOpen(uuids: readonly string[]): Promise<BackendLease[]>;
	listOpen(page: BackendPage): Promise<BackendLease[]>;
	/** Names of closed leases of which there still is data, whatever is to become of it. */
	listRetained(page: BackendPage): Promise<string[]>;
	/** How its client names a lease; null of what did not come that way. */
	factsOf(leaseId: LeaseId): Promise<(BackendFacts & { readonly uuid: string }) | null>;
	/** The newest record of what closed leases of that name left. */
	findRetained(uuid: string): Promise<{ readonly retentionId: RetentionId; readonly facts: BackendFacts } | null>;
	/** Remembers one more place where the client wants to be told, and how it names sizes by now; the last sixteen places are known. */
	remember(leaseId: LeaseId, said: { readonly callbackUrl: string; readonly skus?: BackendFacts["skus"] }): Promise<void>;
	/** Whether a signature is taken for the first time; it is known for so long. One of two at the same time is the first. */
	takeSignature(mac: string, forMs: Millis): Promise<boolean>;
	/** What all nodes have to lease out, what leases hold, what the data of closed ones holds, and how many instances there are. */
	totals(): Promise<BackendTotals>;
}

export interface BackendTotals {
	readonly capacity: Resources;
	/** Of open leases alone. */
	readonly held: Resources;
	readonly retainedBytes: number;
	readonly instances: number;
}
