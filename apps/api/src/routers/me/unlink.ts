import { personProcedure } from "../../trpc/procedures.ts";

/** Lets the identity provider vouch for this account no longer. Errors  CONFLICT without a password, which would lock one out. */
export const unlink = personProcedure.mutation(async ({ ctx }) => {
	await ctx.services.accounts.unlink(ctx.principal.userId);
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: ctx.principal.userId }, "done");
	return { ok: true };
});
