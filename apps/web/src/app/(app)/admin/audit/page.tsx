import type { Metadata } from "next";
import { WholeAudit } from "./_parts/whole-audit.tsx";

export const metadata: Metadata = { title: "Audit of all" };

export default function AdminAuditPage() {
	return <WholeAudit />;
}
