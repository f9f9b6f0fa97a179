import { onceShown } from "../../trpc/once.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { keyedWebhook } from "./inputs.ts";

/** Gives it the next secret, shown this once. For a day the one before signs, too. */
export const rotate = ownerProcedure("write")
	.input(keyedWebhook)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.rotate({ tenantId: ctx.tenant.id }, input.webhookId, ctx.audit)));
