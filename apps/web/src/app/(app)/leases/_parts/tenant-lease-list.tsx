"use client";
import { Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTenantLeases } from "@/data/lease-list-context.tsx";
import { useLeaseList } from "@/data/use-lease-list.ts";
import { LeaseList } from "@/leases/lease-list.tsx";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";

/** The tenant's own leases. Without a search they are those the shell follows already. */
export function TenantLeaseList() {
	const search = useSearchParams().get("q") ?? "";
	return search === "" ? <AllLeases /> : <FoundLeases search={search} />;
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
const FoundLeases = ({ search }: { readonly search: string }) => (
	<LeaseList view={useLeaseList("tenant", search)} title="Leases" actions={newLease} empty={nothing} />
);
