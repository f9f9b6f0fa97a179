"use client";
import { type AccessScope, accessScopes, isCovered, type MemberRole, scopesOfRole } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/data/me.ts";
import { useTRPC } from "@/data/trpc.ts";
import { deviceText as text } from "@/text/device.ts";
import type { Login } from "./asker.tsx";

/** Where a key may be made by whoever looks. */
export interface Place {
	/** Of a tenant; empty for the whole installation. */
	readonly id: string;
	readonly name: string;
	/** Null for an admin's, in the whole installation. */
	readonly role: MemberRole | null;
}

/** More than anybody looks through in a menu. */
const CHOICES_MAX = 200;

const isOfAdmins = (scope: AccessScope) => scope.startsWith("admin:");

/** The tenants that one may let a program into, as an admin all of them, and the installation where it asks for that. */
export function usePlaces(login: Login) {
	const trpc = useTRPC();
	const { tenants, isAdmin } = useMe();
	const all = useQuery(trpc.admin.tenants.list.queryOptions({ limit: CHOICES_MAX }, { enabled: isAdmin, staleTime: 60_000 }));
	const own: readonly Place[] = tenants;
	const others = (all.data?.tenants ?? [])
		.filter(({ id }) => !tenants.some((tenant) => tenant.id === id))
		.map(({ id, name }): Place => ({ id, name, role: "owner" }));
	const whole: Place = { id: "", name: text.installation, role: null };
	return {
		places: [...own, ...others, ...(isAdmin && login.scopes.some(isOfAdmins) ? [whole] : [])],
		isPending: isAdmin && all.isPending,
		error: all.error,
		retry: () => void all.refetch(),
	};
}

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
