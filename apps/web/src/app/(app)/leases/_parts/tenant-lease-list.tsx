"use client";
import { Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useLeaseList } from "@/data/use-lease-list.ts";
import { LeaseList } from "@/leases/lease-list.tsx";
import { type StateFilter, statesOf, toStateFilter } from "@/leases/state-filter.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";

/** The tenant's own leases: those the shell follows already, unless the server must look for more of them. */
export function TenantLeaseList() {
	const params = useSearchParams();
	const search = params.get("q") ?? "";
	const filter = toStateFilter(params.get("state"));
	const isWhole = useTenantLeases().list?.next === null;
	return search === "" && (filter === null || isWhole) ? <AllLeases /> : <FoundLeases search={search} filter={filter} />;
}

const newLease = (
	<Link href="/leases/new" className={buttonClass("primary")}>
		<Plus className="size-4" aria-hidden />
		New lease
	</Link>
);

const nothing = (
	<Empty title="No leases yet">
		<p>
			A lease is a container, or a stack of them, that runs here for you: with an address, live logs, and a place to restart or close it.
		</p>
		{newLease}
	</Empty>
);

const AllLeases = () => <LeaseList view={useTenantLeases()} title="Leases" actions={newLease} empty={nothing} />;
const FoundLeases = ({ search, filter }: { readonly search: string; readonly filter: StateFilter | null }) => (
	<LeaseList
		view={useLeaseList("tenant", { search, states: filter && statesOf(filter) })}
		title="Leases"
		actions={newLease}
		empty={nothing}
	/>
);
