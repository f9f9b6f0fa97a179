import type { Metadata } from "next";
import { WholeWebhooks } from "@/webhooks/webhooks.tsx";

export const metadata: Metadata = { title: "Webhooks of all" };

export default function AdminWebhooksPage() {
	return <WholeWebhooks />;
}
