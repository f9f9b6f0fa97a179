import { personProcedure } from "../../trpc/procedures.ts";

/** Ends every session of one's own but this one, and trusts no device any more. */
export const endOtherSessions = personProcedure.mutation(async ({ ctx }) => {
	const ended = await ctx.services.accounts.endOtherSessions(ctx.headers);
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: ctx.principal.userId, facts: { ended } }, "done");
	return { ended };
});
