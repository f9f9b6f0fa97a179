import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { personProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject({
	newPassword: z.string().min(12, { error: "at least 12 characters" }).max(128),
	currentPassword: z.string().max(128).optional(),
});

/** Sets the first password of an account made by a sign-in link, or changes one given the present one. */
export const setPassword = personProcedure.input(input).mutation(async ({ ctx, input }) => {
	await ctx.services.accounts.setPassword(ctx.headers, defined(input));
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: ctx.principal.userId }, "done");
	return { ok: true };
});
