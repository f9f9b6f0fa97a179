import { type AccessScope, AppError, accessScopes, DAY, isCovered, type LeaseId, type MemberRole, scopesOfRole } from "@berth/core";
import type { PrincipalKey } from "../auth/principal.ts";
import { areWithin, normalRange } from "./address-range.ts";

/** How long keys may be good for, in days: there is none that is for ever. */
export const keyDays = [7, 30, 90, 365] as const;
export type KeyDays = (typeof keyDays)[number];

/** Live ones of one person in one tenant: more than anybody looks through. A program that makes keys and forgets them hears of it. */
export const KEYS_MAX = 200;

/** What who asks may do there at most: that of their role, and in the whole installation everything. */
export const heldBy = ({ tenant, role }: { readonly tenant: object | null; readonly role: MemberRole }): readonly AccessScope[] =>
	tenant === null ? accessScopes : scopesOfRole[role];

/** What a key is to be able to do, and for how long. */
export interface KeyWish {
	readonly scopes: readonly AccessScope[];
	readonly leaseIds: readonly LeaseId[] | null;
	readonly cidrs: readonly string[] | null;
	readonly days: KeyDays;
}

export interface KeyLimits extends KeyWish {
	readonly expiresAt: Date;
}

/**
 * What may be given of what is wished for: nothing that the giver has not. `held` is what the giver's role has; `key` is theirs when a
 * key asks, whose limits are passed on where the wish has none.
 *
 * Errors  FORBIDDEN (data: scope, or field), BAD_INPUT for a range that is none.
 */
export function grant(wish: KeyWish, held: readonly AccessScope[], key: PrincipalKey | null, now: Date): KeyLimits {
	for (const scope of wish.scopes) {
		if (!isCovered(held, scope) || (key !== null && !isCovered(key.scopes, scope)))
			throw new AppError("FORBIDDEN", { message: `You may not give the scope ${scope}, as you do not have it.`, data: { scope } });
	}
	const leaseIds = wish.leaseIds ?? key?.leaseIds ?? null;
	if (key !== null && key.leaseIds !== null && leaseIds?.some((id) => key.leaseIds?.includes(id) === false)) throw wider("leaseIds");
	const cidrs = wish.cidrs === null ? (key?.cidrs ?? null) : [...new Set(wish.cidrs.map(normalRange))];
	if (key !== null && key.cidrs !== null && cidrs !== null && !areWithin(cidrs, key.cidrs)) throw wider("cidrs");
	const untilMs = now.getTime() + wish.days * DAY;
	return {
		scopes: [...new Set(wish.scopes)],
		leaseIds: leaseIds && [...new Set(leaseIds)],
		cidrs,
		days: wish.days,
		expiresAt: new Date(key === null ? untilMs : Math.min(untilMs, key.expiresAt.getTime())),
	};
}

const wider = (field: string) =>
	new AppError("FORBIDDEN", { message: "A key makes none that reaches further than itself.", data: { field } });
