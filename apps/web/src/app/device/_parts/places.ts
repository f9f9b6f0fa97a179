"use client";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/data/me.ts";
import { useTRPC } from "@/data/trpc.ts";
import { deviceText as text } from "@/text/device.ts";
import type { Login } from "./asker.tsx";
import { isOfAdmins, type Place } from "./offers.ts";

/** More than anybody looks through in a menu. */
const CHOICES_MAX = 200;

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
