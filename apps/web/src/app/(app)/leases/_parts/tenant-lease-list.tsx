"use client";
import { Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useLeaseList } from "@/data/use-lease-list.ts";
import { LeaseList } from "@/leases/lease-list.tsx";
import { statesOf, toStateFilter } from "@/leases/state-filter.ts";
import { leaseListText as text } from "@/text/lease-list.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";

/** The tenant's own leases: those the shell follows already, unless the server must look for more of them. */
export function TenantLeaseList() {
	const params = useSearchParams();
	const search = params.get("q") ?? "";
	const filter = toStateFilter(params.get("state"));
	const size = params.get("size") ?? "";
	const all = useTenantLeases();
	const isWhole = all.list?.next === null;
	const isOwn = search === "" && size === "" && (filter === null || isWhole);
	const states = filter && statesOf(filter);
	const found = useLeaseList("tenant", isOwn ? null : { search, states, size });
	return <LeaseList view={isOwn ? all : found} title={text.title} actions={newLease} empty={nothing} />;
}

const newLease = (
	<Link href="/leases/new" className={buttonClass("primary")}>
		<Plus className="size-4" aria-hidden />
		{text.newLease}
	</Link>
);

const nothing = (
	<Empty title={text.none}>
		<p>{text.noneHint}</p>
		{newLease}
	</Empty>
);
