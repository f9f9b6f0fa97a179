import type { Metadata } from "next";
import { LeaseLogsTab } from "../_parts/logs-tab.tsx";

export const metadata: Metadata = { title: "Lease logs" };

export default function LeaseLogsPage() {
	return <LeaseLogsTab />;
}
