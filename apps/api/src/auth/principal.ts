import type { AccessScope, ApiKeyId, LeaseId, MemberRole } from "@berth/core";
import type { TenantRecord } from "@berth/db";

/** Who stands behind a session or an API key, and what they may touch. */
export interface Principal {
	readonly userId: string;
	readonly email: string;
	readonly name: string;
	/** How logs of leases and of the installation name them: `user:ada@example.org`, `key:ci`. */
	readonly label: string;
	readonly isAdmin: boolean;
	/** Of a key: its own tenant alone, with the role its owner has there now; of an admin's key without a tenant, none. */
	readonly memberships: readonly { readonly tenant: TenantRecord; readonly role: MemberRole }[];
	/** Null of a person with a session. */
	readonly key: PrincipalKey | null;
}

/** What an API key narrows its owner's rights to. */
export interface PrincipalKey {
	readonly id: ApiKeyId;
	readonly name: string;
	readonly scopes: readonly AccessScope[];
	/** It may name these leases alone, and nothing that is of no lease; null for no such limit. */
	readonly leaseIds: readonly LeaseId[] | null;
	/** Ranges of addresses it may come from; null for any. */
	readonly cidrs: readonly string[] | null;
	readonly expiresAt: Date;
}
