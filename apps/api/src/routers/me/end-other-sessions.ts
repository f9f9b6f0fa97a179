import { personProcedure } from "../../trpc/procedures.ts";

/** Ends every session of one's own but this one, and trusts no device any more. */
export const endOtherSessions = personProcedure.mutation(async ({ ctx }) => ({
	ended: await ctx.services.accounts.endOtherSessions(ctx.headers),
}));
