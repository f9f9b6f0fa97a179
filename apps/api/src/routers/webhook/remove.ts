import { ownerProcedure } from "../../trpc/procedures.ts";
import { ofWebhook } from "./inputs.ts";

/** Removes it with the log of what it was told. */
export const remove = ownerProcedure("write")
	.input(ofWebhook)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.webhooks.remove({ tenantId: ctx.tenant.id }, input.webhookId, ctx.audit);
		return { ok: true };
	});
