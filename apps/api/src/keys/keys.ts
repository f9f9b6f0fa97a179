import type { ApiKeyId, MemberRole, Millis, Secret, TenantId } from "@berth/core";
import type { ApiKeyRecord, Audit } from "@berth/db";
import type { Principal } from "../auth/principal.ts";
import type { KeyDays, KeyWish } from "./limits.ts";

/** Where somebody looks after keys: in a tenant with a role there, or among those of admins. */
export interface KeyPlace {
	readonly principal: Principal;
	/** Null for the keys of admins, which are of no tenant. */
	readonly tenant: { readonly id: TenantId } | null;
	readonly role: MemberRole;
	/** Written with what is changed there. */
	readonly audit?: Audit;
}

/** A key with its text, which nobody is shown a second time. */
export interface ShownKey {
	readonly record: ApiKeyRecord;
	readonly text: Secret;
}

/** Keys of programs. */
export interface Keys {
	/**
	 * Who sent this key from this address, in one read that is remembered for seconds; null for what is no key that there is.
	 *
	 * Errors  UNAUTHENTICATED with the reason, for one that is right but good for nothing (any more, or from there).
	 */
	principalOf(text: string, address: string): Promise<Principal | null>;
	/** Errors  FORBIDDEN for what the maker has not, BAD_INPUT, NOT_FOUND for a lease, QUOTA_EXCEEDED. */
	create(place: KeyPlace, wish: KeyWish & { readonly name: string }): Promise<ShownKey>;
	/** An owner's are all of the tenant, a member's their own, newest first. */
	list(
		place: KeyPlace,
		page: { readonly limit: number; readonly after?: ApiKeyId; readonly includeRevoked?: boolean },
	): Promise<readonly ApiKeyRecord[]>;
	/**
	 * Gives one's own key another secret and its days anew; the one of before is taken for the overlap. A key rotates itself and those that
	 * it made.
	 *
	 * Errors  NOT_FOUND, INVALID_STATE of a dead one, FORBIDDEN when it can do more than who asks.
	 */
	rotate(place: KeyPlace, id: ApiKeyId, by: { readonly overlapMs: Millis; readonly days?: KeyDays }): Promise<ShownKey>;
	/** Ends a key and those that it made; here at once, in other processes within seconds. Errors  NOT_FOUND. */
	revoke(place: KeyPlace, id: ApiKeyId): Promise<{ readonly revoked: readonly ApiKeyId[] }>;
	/** Forgets at once what is remembered of keys, so that the next calls ask again. */
	forget(): void;
	/** Called whenever a key was revoked by this process. Returns the undo. */
	onRevoked(listener: () => void): () => void;
}
