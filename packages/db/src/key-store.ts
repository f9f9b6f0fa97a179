import type { AccessScope, ApiKeyId, LeaseId, MemberRole, TenantId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";
import type { TenantRecord } from "./records.ts";

/** A key of a program, without what proves it. */
export interface ApiKeyRecord {
	readonly id: ApiKeyId;
	/** Null for an admin's key, which is of no tenant. */
	readonly tenantId: TenantId | null;
	readonly userId: string;
	/** The key that made it; null of what a person made. */
	readonly parentId: ApiKeyId | null;
	readonly name: string;
	readonly scopes: readonly AccessScope[];
	/** The only leases it may name; null for no such limit. */
	readonly leaseIds: readonly LeaseId[] | null;
	/** Ranges of addresses it may come from; null for any. */
	readonly cidrs: readonly string[] | null;
	readonly days: number;
	readonly expiresAt: Date;
	/** Until then the secret of before the last rotation is taken, too; null when there is none. */
	readonly formerUntil: Date | null;
	readonly createdBy: string;
	readonly createdAt: Date;
	readonly rotatedAt: Date | null;
	readonly lastUsedAt: Date | null;
	readonly lastUsedAddress: string | null;
	readonly revokedAt: Date | null;
	readonly revokedBy: string | null;
}

/** A key with all that decides what it may do now. */
export interface KeyHolder {
	readonly key: ApiKeyRecord;
	readonly secretHash: string;
	readonly formerHash: string | null;
	readonly user: {
		readonly id: string;
		readonly email: string;
		readonly name: string;
		readonly isAdmin: boolean;
		readonly hasSecondFactor: boolean;
		/** Since when nobody gets in as this person; null when they may. */
		readonly suspendedAt: Date | null;
	};
	/** Null of an admin's key. */
	readonly tenant: TenantRecord | null;
	/** The user's in the tenant at present; null where they are no member. */
	readonly role: MemberRole | null;
}

export type NewApiKey = Pick<
	ApiKeyRecord,
	"id" | "tenantId" | "userId" | "parentId" | "name" | "scopes" | "leaseIds" | "cidrs" | "days" | "expiresAt" | "createdBy"
> & { readonly secretHash: string };

/** Which keys are meant: those of a tenant, or those of no tenant; of everybody, or of one user. */
export interface KeyScope {
	readonly tenantId: TenantId | null;
	readonly userId: string | null;
}

export interface KeyStore {
	/**
	 * Errors  QUOTA_EXCEEDED when the user has `liveMax` keys of the tenant that are good for something; NOT_FOUND for a lease that is not
	 *         the tenant's.
	 */
	create(key: NewApiKey, liveMax: number, audit?: Audit): Promise<ApiKeyRecord>;
	/** The key, whose it is, and what they may do in its tenant now, in one read. */
	findHolder(id: ApiKeyId): Promise<KeyHolder | null>;
	/** Newest first; `after` is the id of the last one seen. */
	list(
		scope: KeyScope,
		page: { readonly limit: number; readonly after?: ApiKeyId; readonly includeRevoked?: boolean },
	): Promise<readonly ApiKeyRecord[]>;
	/** One key of the scope, dead or alive. */
	find(id: ApiKeyId, scope: KeyScope): Promise<ApiKeyRecord | null>;
	/**
	 * Puts another secret in place; the one of before is taken until `formerUntil`, and never beyond the end that the key had.
	 *
	 * Errors  NOT_FOUND; INVALID_STATE when it is revoked or has expired.
	 */
	rotate(
		id: ApiKeyId,
		scope: KeyScope,
		by: { readonly secretHash: string; readonly overlapMs: number; readonly days: number; readonly expiresAt: Date },
		audit?: Audit,
	): Promise<ApiKeyRecord>;
	/** Ends a key and those that it made, and theirs. Returns all that are revoked by now. Errors  NOT_FOUND. */
	revoke(id: ApiKeyId, scope: KeyScope, by: string, audit?: Audit): Promise<readonly ApiKeyId[]>;
	/** Notes a use of now, at most one a minute. */
	touch(id: ApiKeyId, address: string): Promise<void>;
}
