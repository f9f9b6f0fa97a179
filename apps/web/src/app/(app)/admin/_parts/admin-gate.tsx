"use client";
import type { ReactNode } from "react";
import { useMe } from "@/data/me.ts";
import { adminGateText as text } from "@/text/admin-parts.ts";
import { Empty } from "@/ui/empty.tsx";

/** Says so to whoever is no admin; the server refuses them anyway. */
export function AdminGate({ children }: { readonly children: ReactNode }) {
	const { isAdmin } = useMe();
	if (isAdmin) return children;
	return (
		<div className="rounded-card border bg-panel">
			<Empty title={text.thesePagesAreForAdmins}>
				<p>{text.yourAccountIsNotAn}</p>
			</Empty>
		</div>
	);
}
