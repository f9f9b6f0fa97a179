import type { AccessScope, Millis, Secret, TenantId } from "@berth/core";
import type { Audit, DeviceLoginPoll, DeviceLoginRecord, DeviceLoginStore } from "@berth/db";
import type { Principal } from "../auth/principal.ts";
import type { KeyDays } from "../keys/limits.ts";

/** What a program says of itself when it asks for a key. */
export type AskedLogin = Pick<DeviceLoginRecord, "program" | "host" | "scopes" | "tenantWanted" | "address">;

/** What the program alone is told, once. The key is good for nothing until somebody confirms it. */
export interface BegunLogin {
	/** Asks how it stands. */
	readonly deviceSecret: Secret;
	readonly key: Secret;
	/** What people compare, and where they go with it. */
	readonly userCode: string;
	readonly url: string;
	readonly expiresAt: Date;
	readonly pollIntervalMs: Millis;
}

/** Who decides about a code, and from where. */
export interface Decider {
	readonly principal: Principal;
	readonly address: string;
	readonly audit: Audit;
}

/** What whoever confirms gives of what was asked for. */
export interface GivenLogin {
	/** Null for a key of admins, which is of no tenant. */
	readonly tenantId: TenantId | null;
	readonly scopes: readonly AccessScope[];
	readonly days: KeyDays;
}

/** Logins of programs that end in a key, which somebody who is signed in confirms. */
export interface DeviceLogins {
	/** Errors  RATE_LIMITED. */
	begin(asked: AskedLogin): Promise<BegunLogin>;
	/** Errors  NOT_FOUND for what is no secret of a login (any more). */
	poll(deviceSecret: string): Promise<DeviceLoginPoll & { readonly pollIntervalMs: Millis }>;
	/** What asks, by its code. Changes nothing. Errors  NOT_FOUND, RATE_LIMITED. */
	look(by: Decider, code: string): Promise<DeviceLoginRecord>;
	/**
	 * Makes the key, for who confirms and by their rights.
	 *
	 * Errors  NOT_FOUND (also for a tenant that is not theirs), RATE_LIMITED; INVALID_STATE of one that is not pending; FORBIDDEN for what
	 *         they have not or what was not asked for; QUOTA_EXCEEDED.
	 */
	confirm(by: Decider, code: string, given: GivenLogin): ReturnType<DeviceLoginStore["confirm"]>;
	/** Errors  NOT_FOUND, RATE_LIMITED; INVALID_STATE of one that is not pending. */
	deny(by: Decider, code: string): Promise<DeviceLoginRecord>;
}
