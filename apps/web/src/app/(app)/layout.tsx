import type { ReactNode } from "react";
import { AppShell } from "@/shell/app-shell.tsx";
import { SessionGate } from "@/shell/session-gate.tsx";

export default function AppLayout({ children }: { readonly children: ReactNode }) {
	return (
		<SessionGate>
			<AppShell>{children}</AppShell>
		</SessionGate>
	);
}
