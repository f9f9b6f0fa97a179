import type { Metadata } from "next";
import { TenantWebhooks } from "@/webhooks/webhooks.tsx";

export const metadata: Metadata = { title: "Webhooks" };

export default function WebhooksPage() {
	return <TenantWebhooks />;
}
