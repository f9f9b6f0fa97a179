import type { Metadata } from "next";
import { Suspense } from "react";
import { Tenants } from "./_parts/tenants.tsx";

export const metadata: Metadata = { title: "Tenants" };

export default function TenantsPage() {
	return (
		<Suspense>
			<Tenants />
		</Suspense>
	);
}
