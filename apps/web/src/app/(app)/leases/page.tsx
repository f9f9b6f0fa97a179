import type { Metadata } from "next";
import { Suspense } from "react";
import { TenantLeaseList } from "./_parts/tenant-lease-list.tsx";

export const metadata: Metadata = { title: "Leases" };

export default function LeasesPage() {
	return (
		<Suspense>
			<TenantLeaseList />
		</Suspense>
	);
}
