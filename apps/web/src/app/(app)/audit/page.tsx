import type { Metadata } from "next";
import { TenantAudit } from "./_parts/tenant-audit.tsx";

export const metadata: Metadata = { title: "Audit" };

export default function AuditPage() {
	return <TenantAudit />;
}
