import { once } from "../../trpc/once.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { keyedWebhook } from "./inputs.ts";

/** Sends a ping; how that went is in the deliveries. */
export const test = ownerProcedure("write")
	.input(keyedWebhook)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.test({ tenantId: ctx.tenant.id }, input.webhookId, ctx.audit)));
