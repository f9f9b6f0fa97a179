import type { Metadata } from "next";
import { Suspense } from "react";
import { NodeTable } from "./_parts/node-table.tsx";

export const metadata: Metadata = { title: "Nodes" };

export default function NodeTablePage() {
	return (
		<Suspense>
			<NodeTable />
		</Suspense>
	);
}
