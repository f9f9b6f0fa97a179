import type { Metadata } from "next";
import { LeaseSummaryTab } from "./_parts/summary-tab.tsx";

export const metadata: Metadata = { title: "Lease" };

export default function LeaseSummaryPage() {
	return <LeaseSummaryTab />;
}
