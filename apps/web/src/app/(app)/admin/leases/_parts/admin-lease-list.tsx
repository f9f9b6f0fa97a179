"use client";
import { useSearchParams } from "next/navigation";
import { useLeaseList } from "@/data/use-lease-list.ts";
import { LeaseList } from "@/leases/lease-list.tsx";
import { Empty } from "@/ui/empty.tsx";

/** Every tenant's leases. */
export function AdminLeaseList() {
	const search = useSearchParams().get("q") ?? "";
	return (
		<LeaseList view={useLeaseList("all", search)} title="All leases" withTenant empty={<Empty title="Nobody leases anything yet" />} />
	);
}
