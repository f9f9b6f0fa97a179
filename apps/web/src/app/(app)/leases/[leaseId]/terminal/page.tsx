import type { Metadata } from "next";
import { LeaseTerminalTab } from "../_parts/terminal-tab.tsx";

export const metadata: Metadata = { title: "Lease terminal" };

export default function LeaseTerminalPage() {
	return <LeaseTerminalTab />;
}
