import { memberRoles } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { userId } from "../../trpc/inputs.ts";
import { ownerPersonProcedure } from "../../trpc/people-procedures.ts";

/** Changes what a member may do. Errors  NOT_FOUND; CONFLICT for the last owner, and where the role is not `expectedRole` any more. */
export const setRole = ownerPersonProcedure
	.input(z.strictObject({ userId, role: z.enum(memberRoles), expectedRole: z.enum(memberRoles).optional() }))
	.mutation(async ({ ctx, input: { userId, role, expectedRole } }) => {
		await ctx.services.people.setRole(ctx.tenant.id, userId, defined({ role, expected: expectedRole }), ctx.audit);
		ctx.services.accounts.forget(userId);
		return { userId, role };
	});
