import type { AuditId, TenantId } from "@berth/core";
import type { Scope } from "../scope.ts";

/** Who asks, and for what: it goes with each write that somebody asks for, and is written with it. */
export interface Audit {
	/** `user:ada@example.org`, `key:ci`. */
	readonly actor: string;
	readonly userId: string | null;
	readonly keyId: string | null;
	/** Whom it is done for; null for the installation. What is written to a tenant's own row is that tenant's, whoever asked. */
	readonly tenantId: TenantId | null;
	readonly address: string | null;
	readonly requestId: string | null;
	/** The path of what was called: `lease.restart`. */
	readonly action: string;
	/** The try of a request with an idempotency key: its row proves that it was done. */
	readonly claim?: string;
}

/** What it was done to, and what there is to say of it: never a secret, never a value of an environment. */
export interface AuditTarget {
	readonly kind: string;
	readonly id: string;
	readonly facts?: Readonly<Record<string, unknown>>;
	/** Another's than the audit says. */
	readonly tenantId?: TenantId | null;
}

export type AuditOutcome = "done" | "refused";

export interface AuditRecord extends Omit<Audit, "claim"> {
	readonly id: AuditId;
	readonly at: Date;
	readonly target: { readonly kind: string; readonly id: string } | null;
	readonly outcome: AuditOutcome;
	readonly facts: Readonly<Record<string, unknown>>;
}

/** Which rows a list shows: those of which all of it is true. */
export interface AuditFilter {
	readonly limit: number;
	/** The id of the last one seen. */
	readonly before?: AuditId;
	readonly actor?: string;
	readonly action?: string;
	/** The id of what it was done to. */
	readonly target?: string;
	readonly tenantId?: TenantId;
	/** From this moment on, and before that one. */
	readonly from?: Date;
	readonly until?: Date;
}

/** Who did what. Rows are made by the writes they tell of, but for those of {@link AuditStore.note}. */
export interface AuditStore {
	/** Newest first. */
	list(scope: Scope, filter: AuditFilter): Promise<AuditRecord[]>;
	/** Writes what no write of ours goes with: what the auth library did, what was read out, what ended by itself. */
	note(audit: Audit, target: AuditTarget | null, outcome: AuditOutcome): Promise<void>;
}
