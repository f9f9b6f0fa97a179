"use client";
import { adminWebhookEventTypes, webhookEventTypes } from "@berth/core";
import { createContext, useContext } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";

/** Whether the webhooks below are the installation's, and not the tenant's. */
export const OfInstallation = createContext(false);

/** The calls of the webhooks that are looked at, and what these can be told of. */
export function useWebhookCalls() {
	const isWhole = useContext(OfInstallation);
	const trpc = useTRPC();
	const client = useTRPCClient();
	if (isWhole) return { isWhole, trpc: trpc.admin.webhooks, client: client.admin.webhooks, types: adminWebhookEventTypes };
	// The same procedures with the same answers: a tenant's take fewer kinds of events, and are offered those alone.
	return {
		isWhole,
		trpc: trpc.webhook as unknown as typeof trpc.admin.webhooks,
		client: client.webhook as unknown as typeof client.admin.webhooks,
		types: webhookEventTypes,
	};
}
