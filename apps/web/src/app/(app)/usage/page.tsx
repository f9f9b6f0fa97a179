import type { Metadata } from "next";
import { Suspense } from "react";
import { Usage } from "./_parts/usage.tsx";

export const metadata: Metadata = { title: "Usage" };

export default function UsagePage() {
	return (
		<Suspense>
			<Usage />
		</Suspense>
	);
}
