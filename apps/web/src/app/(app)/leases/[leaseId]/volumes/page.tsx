import type { Metadata } from "next";
import { LeaseVolumesTab } from "../_parts/volumes-tab.tsx";

export const metadata: Metadata = { title: "Lease volumes" };

export default function LeaseVolumesPage() {
	return <LeaseVolumesTab />;
}
