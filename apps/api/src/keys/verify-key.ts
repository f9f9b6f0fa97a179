import { AppError } from "@berth/core";
import type { KeyHolder } from "@berth/db";
import type { Principal } from "../auth/principal.ts";
import { isWithin } from "./address-range.ts";
import { isSecretOf } from "./key-text.ts";

/** Whether this is the key's secret, or the one of before while that is still taken. */
export function provesKey({ key, secretHash, formerHash }: KeyHolder, secret: string, now: Date): boolean {
	if (isSecretOf(secret, secretHash)) return true;
	return formerHash !== null && key.formerUntil !== null && now < key.formerUntil && isSecretOf(secret, formerHash);
}

/**
 * Who stands behind a key that was proven: its owner as they are now, narrowed to what the key says.
 *
 * Errors  UNAUTHENTICATED, with the reason: only who has the secret hears it.
 */
export function toPrincipal({ key, user, tenant, role }: KeyHolder, address: string, now: Date, needsSecondFactor: boolean): Principal {
	const isOfTenant = key.tenantId !== null;
	const isAdmin = user.isAdmin && (!needsSecondFactor || user.hasSecondFactor);
	// An admin may act for any tenant as its owner; a key that they made for one says so.
	const present = role ?? (isAdmin && isOfTenant ? "owner" : null);
	if (key.revokedAt !== null) throw dead("This API key is revoked.");
	if (now >= key.expiresAt) throw dead("This API key has expired.");
	if (key.cidrs !== null && !isWithin(address, key.cidrs)) throw dead("This API key may not be used from this address.");
	if (user.suspendedAt !== null) throw dead("The owner of this API key is suspended.");
	if (isOfTenant ? tenant === null || present === null : !isAdmin)
		throw dead("The owner of this API key no longer has the rights it stands for.");
	const { id, name, scopes, leaseIds, cidrs, expiresAt } = key;
	return {
		userId: user.id,
		email: user.email,
		name: user.name,
		label: `key:${key.name}`,
		// What is of one tenant is nothing of the installation's, whoever made it.
		isAdmin: isAdmin && !isOfTenant,
		memberships: tenant !== null && present !== null ? [{ tenant, role: present }] : [],
		key: { id, name, scopes, leaseIds, cidrs, expiresAt },
	};
}

const dead = (message: string) => new AppError("UNAUTHENTICATED", { message });
