import type { Metadata } from "next";
import { LeaseEventsTab } from "../_parts/events-tab.tsx";

export const metadata: Metadata = { title: "Lease events" };

export default function LeaseEventsPage() {
	return <LeaseEventsTab />;
}
