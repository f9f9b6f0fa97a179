import { z } from "zod";
import { tenantId } from "../../trpc/inputs.ts";
import { personProcedure } from "../../trpc/procedures.ts";

/** Leaves a tenant. Errors  NOT_FOUND; CONFLICT for the last owner, who makes somebody else one first. */
export const leave = personProcedure.input(z.strictObject({ tenantId })).mutation(async ({ ctx, input: { tenantId } }) => {
	const { userId } = ctx.principal;
	await ctx.services.people.removeMember(tenantId, userId, ctx.audit);
	ctx.services.accounts.forget(userId);
	return { tenantId };
});
