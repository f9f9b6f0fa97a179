import type { AccessScope, ApiKeyId, Millis, TenantId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";
import type { ApiKeyRecord, NewApiKey } from "./key-store.ts";

/** How a login stands: nobody has decided, or what they decided, or nobody did in time. */
export type DeviceLoginState = "pending" | "confirmed" | "denied" | "expired";

/** A program that asks for a key, as whoever decides sees it. What it says of itself nobody has proven. */
export interface DeviceLoginRecord {
	/** The id of the key, should it be made. */
	readonly keyId: ApiKeyId;
	readonly program: string;
	readonly host: string | null;
	/** Where it asked from. */
	readonly address: string;
	/** What it asks for at most. */
	readonly scopes: readonly AccessScope[];
	/** The tenant it would act for, by id or name; null where it names none. */
	readonly tenantWanted: string | null;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly state: DeviceLoginState;
}

export type NewDeviceLogin = Pick<DeviceLoginRecord, "keyId" | "program" | "host" | "address" | "scopes" | "tenantWanted"> & {
	readonly deviceHash: string;
	readonly codeHash: string;
	readonly secretHash: string;
};

/** What the program hears. */
export interface DeviceLoginPoll {
	readonly state: DeviceLoginState;
	/** It asked again before it should have. */
	readonly isTooSoon: boolean;
	/** What was made of a login that was confirmed. */
	readonly key: {
		readonly id: ApiKeyId;
		readonly name: string;
		readonly scopes: readonly AccessScope[];
		readonly expiresAt: Date;
		/** Null of an admin's key. */
		readonly tenant: { readonly id: TenantId; readonly name: string } | null;
	} | null;
}

export interface DeviceLoginStore {
	/** Keeps a login for so long. Returns when it ends; null when the code is another's, and then nothing was kept. */
	begin(login: NewDeviceLogin, forMs: Millis): Promise<Date | null>;
	/** By the hash of the code, until it is forgotten. Changes nothing. */
	find(codeHash: string): Promise<DeviceLoginRecord | null>;
	/**
	 * Makes the key, with the id and the secret that the program has.
	 *
	 * Errors  NOT_FOUND; INVALID_STATE (`data.state`) of one that is not pending; QUOTA_EXCEEDED as of any new key.
	 */
	confirm(
		codeHash: string,
		key: Omit<NewApiKey, "id" | "secretHash" | "parentId">,
		liveMax: number,
		audit?: Audit,
	): Promise<{ readonly key: ApiKeyRecord; readonly login: DeviceLoginRecord }>;
	/** Errors  NOT_FOUND; INVALID_STATE (`data.state`) of one that is not pending. */
	deny(codeHash: string, audit?: Audit): Promise<DeviceLoginRecord>;
	/** By the hash of what the program has; notes that it asked. Null when there is none (any more). */
	poll(deviceHash: string, everyMs: Millis): Promise<DeviceLoginPoll | null>;
}
