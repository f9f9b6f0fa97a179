"use client";
import { useSearchParams } from "next/navigation";
import { useLeaseList } from "@/data/use-lease-list.ts";
import { LeaseList } from "@/leases/lease-list.tsx";
import { statesOf, toStateFilter } from "@/leases/state-filter.ts";
import { adminLeaseListText as text } from "@/text/admin-parts.ts";
import { Empty } from "@/ui/empty.tsx";

/** Every tenant's leases. */
export function AdminLeaseList() {
	const params = useSearchParams();
	const filter = toStateFilter(params.get("state"));
	const view = useLeaseList("all", { search: params.get("q") ?? "", states: filter && statesOf(filter), size: params.get("size") ?? "" });
	return <LeaseList view={view} title={text.allLeases} withTenant empty={<Empty title={text.nobodyLeasesAnythingYet} />} />;
}
