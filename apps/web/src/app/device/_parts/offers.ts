import { type AccessScope, accessScopes, isCovered, type MemberRole, scopesOfRole } from "@berth/core";

/** Where a key may be made by whoever looks. */
export interface Place {
	/** Of a tenant; empty for the whole installation. */
	readonly id: string;
	readonly name: string;
	/** Null for an admin's, in the whole installation. */
	readonly role: MemberRole | null;
}

export const isOfAdmins = (scope: AccessScope): boolean => scope.startsWith("admin:");

/** What may be given there of what was asked for, each with whether one has it; those of admins are of no tenant. */
export const offersAt = (place: Place, asked: readonly AccessScope[]) =>
	accessScopes
		.filter((scope) => isCovered(asked, scope) && (place.role === null || !isOfAdmins(scope)))
		.map((scope) => ({ scope, isHeld: place.role === null || isCovered(scopesOfRole[place.role], scope) }));

/** What is chosen at first: what was asked for as far as one has it, else the most that one has of it. */
export function firstChoice(place: Place, asked: readonly AccessScope[]): readonly AccessScope[] {
	const held = offersAt(place, asked).flatMap(({ scope, isHeld }) => (isHeld ? [scope] : []));
	const named = held.filter((scope) => asked.includes(scope));
	return named.length > 0 ? named : held.slice(-1);
}
