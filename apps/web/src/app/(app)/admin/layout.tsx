import type { ReactNode } from "react";
import { AdminGate } from "./_parts/admin-gate.tsx";

export default function AdminLayout({ children }: { readonly children: ReactNode }) {
	return <AdminGate>{children}</AdminGate>;
}
