import { type ApiKeyId, AppError, type Clock, newId } from "@berth/core";
import type { KeyScope, KeyStore } from "@berth/db";
import type { Log } from "@berth/lease";
import type { Principal } from "../auth/principal.ts";
import type { CallLimits } from "../limits/call-limits.ts";
import { createKeyHolders } from "./key-holders.ts";
import { hashOfSecret, type KeyParts, newSecret, readKey, writeKey } from "./key-text.ts";
import type { KeyPlace, Keys } from "./keys.ts";
import { grant, heldBy, KEYS_MAX, type KeyDays, keyDays } from "./limits.ts";
import { createUses } from "./uses.ts";
import { provesKey, toPrincipal } from "./verify-key.ts";

interface KeyTools {
	readonly store: KeyStore;
	readonly limits: Pick<CallLimits, "mayTry" | "failed">;
	readonly clock: Clock;
	readonly log: Log;
	/** An admin without a second factor has an admin's rights only once they have one, by a key as in person. */
	readonly requireAdminSecondFactor: boolean;
}

export function createKeys({ store, limits, clock, log, requireAdminSecondFactor }: KeyTools): Keys {
	const holders = createKeyHolders(clock, (id) => store.findHolder(id));
	const uses = createUses(store, clock, log);
	const listeners = new Set<() => void>();

	async function verify({ id, secret }: KeyParts, address: string): Promise<Principal | null> {
		const holder = await holders.get(id);
		const now = clock.now();
		if (holder === null || !provesKey(holder, secret, now)) return null;
		try {
			const principal = toPrincipal(holder, address, now, requireAdminSecondFactor);
			uses.note(id, address);
			return principal;
		} catch (err) {
			uses.forget(id);
			await limits.failed(address);
			throw err;
		}
	}

	async function ownKey(place: KeyPlace, id: ApiKeyId) {
		const scope: KeyScope = { tenantId: place.tenant?.id ?? null, userId: place.principal.userId };
		const key = await store.find(id, scope);
		const { key: asking } = place.principal;
		// Whoever rotates a key holds it, and one that is no child of theirs would outlive them: a stolen key must not get hold of others.
		if (key === null || (asking !== null && asking.id !== key.id && asking.id !== key.parentId)) throw new AppError("NOT_FOUND");
		return { key, scope };
	}

	return {
		async principalOf(text, address) {
			const parts = readKey(text);
			// Who is known to have come from there with this key is not held up by others who try.
			if (parts === null || !uses.isKnown(parts.id, address)) await limits.mayTry(address);
			const principal = parts === null ? null : await verify(parts, address);
			if (principal === null) await limits.failed(address);
			return principal;
		},

		async create(place, { name, ...wish }) {
			const { principal, tenant } = place;
			const given = grant(wish, heldBy(place), principal.key, clock.now());
			const [id, secret] = [newId<ApiKeyId>(clock.now().getTime()), newSecret()];
			const whose = { tenantId: tenant?.id ?? null, userId: principal.userId, parentId: principal.key?.id ?? null };
			const made = { ...given, ...whose, id, name, secretHash: hashOfSecret(secret), createdBy: principal.label };
			return { record: await store.create(made, KEYS_MAX, place.audit), text: writeKey({ id, secret }) };
		},

		list: (place, page) => store.list(visibleTo(place), page),

		async rotate(place, id, { overlapMs, days }) {
			const { key, scope } = await ownKey(place, id);
			const wish = { ...key, days: days ?? toKeyDays(key.days) };
			const given = grant(wish, heldBy(place), place.principal.key, clock.now());
			const secret = newSecret();
			const next = { secretHash: hashOfSecret(secret), overlapMs, days: given.days, expiresAt: given.expiresAt };
			const record = await store.rotate(id, scope, next, place.audit);
			holders.forget(id);
			return { record, text: writeKey({ id, secret }) };
		},

		async revoke(place, id) {
			const revoked = await store.revoke(id, visibleTo(place), place.principal.label, place.audit);
			for (const one of revoked) holders.forget(one);
			for (const listener of listeners) listener();
			return { revoked };
		},

		forget: () => holders.forgetAll(),

		onRevoked(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
}

/** Admins look after each other's keys; an owner after the tenant's. */
const visibleTo = ({ principal, tenant, role }: KeyPlace): KeyScope => ({
	tenantId: tenant?.id ?? null,
	userId: tenant === null || role === "owner" ? null : principal.userId,
});

const toKeyDays = (days: number): KeyDays => keyDays.find((known) => known === days) ?? keyDays[0];
