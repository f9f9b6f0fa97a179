import { z } from "zod";
import { userId } from "../../trpc/inputs.ts";
import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";

/** Takes a member out of the tenant: what they have open ends. Errors  NOT_FOUND; CONFLICT for the last owner. */
export const remove = ownerPersonProcedure.input(z.strictObject({ userId })).mutation(async ({ ctx, input: { userId } }) => {
	await ctx.services.people.removeMember(ctx.tenant.id, userId, ctx.audit);
	ctx.services.accounts.forget(userId);
	return { userId };
});
