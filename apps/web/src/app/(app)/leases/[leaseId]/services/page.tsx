import type { Metadata } from "next";
import { LeaseServicesTab } from "../_parts/services-tab.tsx";

export const metadata: Metadata = { title: "Lease services" };

export default function LeaseServicesPage() {
	return <LeaseServicesTab />;
}
