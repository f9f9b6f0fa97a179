import { memberRoles } from "@berth/core";
import { z } from "zod";
import { userId } from "../../trpc/inputs.ts";
import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";

/** Changes what a member may do. Errors  NOT_FOUND; CONFLICT for the last owner. */
export const setRole = ownerPersonProcedure
	.input(z.strictObject({ userId, role: z.enum(memberRoles) }))
	.mutation(async ({ ctx, input: { userId, role } }) => {
		await ctx.services.people.setRole(ctx.tenant.id, userId, role, ctx.audit);
		ctx.services.accounts.forget(userId);
		return { userId, role };
	});
