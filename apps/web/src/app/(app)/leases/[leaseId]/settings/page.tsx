import type { Metadata } from "next";
import { LeaseSettingsTab } from "../_parts/settings-tab.tsx";

export const metadata: Metadata = { title: "Lease settings" };

export default function LeaseSettingsPage() {
	return <LeaseSettingsTab />;
}
