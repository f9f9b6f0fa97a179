import type { Metadata } from "next";
import { Suspense } from "react";
import { AdminLeaseList } from "./_parts/admin-lease-list.tsx";

export const metadata: Metadata = { title: "All leases" };

export default function AdminLeaseListPage() {
	return (
		<Suspense>
			<AdminLeaseList />
		</Suspense>
	);
}
