import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";

/** As many as one page of them has. */
const TENANTS_MAX = 200;

/** The tenants with what they hold. */
export const useTenants = () =>
	useQuery(useTRPC().admin.tenants.list.queryOptions({ limit: TENANTS_MAX }, { select: ({ tenants }) => tenants }));

/** A tenant's name by its id; the id where the name is not known yet. */
export function useTenantNames(): (id: string) => string {
	const { data } = useTenants();
	const names = new Map<string, string>(data?.map(({ id, name }) => [id, name]));
	return (id) => names.get(id) ?? id;
}
