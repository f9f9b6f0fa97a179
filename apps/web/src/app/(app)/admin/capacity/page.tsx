import type { Metadata } from "next";
import { Suspense } from "react";
import { Capacity } from "./_parts/capacity.tsx";

export const metadata: Metadata = { title: "Capacity" };

export default function CapacityPage() {
	return (
		<Suspense>
			<Capacity />
		</Suspense>
	);
}
