import type { Manifest, NodeId, RetentionId, TenantId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";
import type { LeaseItemRecord, LeaseVolume, RetentionRecord } from "./records.ts";

/** Data that is about to come from outside. */
export interface NewImport {
	readonly id: RetentionId;
	readonly tenantId: TenantId;
	/** What the lease was called. */
	readonly leaseName: string;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	readonly volumes: readonly LeaseVolume[];
	/** Where it must go; null for the least-loaded node. */
	readonly nodeName: string | null;
	/** Without a word for so long it is given up. */
	readonly holdMs: number;
}

/** Retained data that comes from outside: a record is `importing` until all of it is there, and cannot be restored before. */
export interface ImportStore {
	/** Errors  NOT_FOUND, FORBIDDEN, QUOTA_EXCEEDED (`data.which`), CAPACITY_EXHAUSTED; nothing is left of a refused one. */
	begin(wanted: NewImport): Promise<RetentionRecord>;
	/** Errors  CONFLICT when it was given up. */
	keep(id: RetentionId, holdMs: number): Promise<void>;
	/** All of it is there: `active`, for so long. Errors  CONFLICT when it was given up. */
	complete(id: RetentionId, expiresInMs: number, audit?: Audit): Promise<RetentionRecord>;
	/** `reaping`, if it is still importing. */
	abandon(id: RetentionId, by: string): Promise<void>;
	/** Records of the node whose data is on its way. */
	underWay(nodeId: NodeId): Promise<RetentionId[]>;
	/** Another text whenever an `active` record was written; null when it is not `active`. */
	revision(id: RetentionId): Promise<string | null>;
}
