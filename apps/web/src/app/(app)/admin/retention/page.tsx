import type { Metadata } from "next";
import { Suspense } from "react";
import { Retention } from "./_parts/retention.tsx";

export const metadata: Metadata = { title: "Retention" };

export default function RetentionPage() {
	return (
		<Suspense>
			<Retention />
		</Suspense>
	);
}
