import type { Metadata } from "next";
import { LeaseReleasesTab } from "../_parts/releases-tab.tsx";

export const metadata: Metadata = { title: "Lease releases" };

export default function LeaseReleasesPage() {
	return <LeaseReleasesTab />;
}
