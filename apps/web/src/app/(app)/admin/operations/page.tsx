import type { Metadata } from "next";
import { Suspense } from "react";
import { Operations } from "./_parts/operations.tsx";

export const metadata: Metadata = { title: "Operations" };

export default function OperationsPage() {
	return (
		<Suspense>
			<Operations />
		</Suspense>
	);
}
