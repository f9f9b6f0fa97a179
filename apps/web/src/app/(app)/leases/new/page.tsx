import type { Metadata } from "next";
import { Suspense } from "react";
import { NewLease } from "./_parts/new-lease.tsx";

export const metadata: Metadata = { title: "New lease" };

export default function NewLeasePage() {
	return (
		<Suspense>
			<NewLease />
		</Suspense>
	);
}
