import type { Metadata } from "next";
import { LeaseMetricsTab } from "../_parts/metrics-tab.tsx";

export const metadata: Metadata = { title: "Lease metrics" };

export default function LeaseMetricsPage() {
	return <LeaseMetricsTab />;
}
