import type { Metadata } from "next";
import { Suspense } from "react";
import { PreflightTable } from "./_parts/preflight-table.tsx";

export const metadata: Metadata = { title: "Preflight" };

export default function PreflightTablePage() {
	return (
		<Suspense>
			<PreflightTable />
		</Suspense>
	);
}
