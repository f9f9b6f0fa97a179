import { ownerProcedure } from "../../trpc/procedures.ts";
import { ofWebhook } from "./inputs.ts";

/** Sends a ping; how that went is in the deliveries. */
export const test = ownerProcedure("write")
	.input(ofWebhook)
	.mutation(({ ctx, input }) => ctx.services.webhooks.test({ tenantId: ctx.tenant.id }, input.webhookId, ctx.audit));
