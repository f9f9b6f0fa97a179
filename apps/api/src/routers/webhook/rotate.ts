import { ownerProcedure } from "../../trpc/procedures.ts";
import { ofWebhook } from "./inputs.ts";

/** Gives it the next secret, shown this once. For a day the one before signs, too. */
export const rotate = ownerProcedure("write")
	.input(ofWebhook)
	.mutation(({ ctx, input }) => ctx.services.webhooks.rotate({ tenantId: ctx.tenant.id }, input.webhookId, ctx.audit));
