import { z } from "zod";
import { personProcedure } from "../../trpc/procedures.ts";

/** Ends one of one's own sessions. Errors  NOT_FOUND. */
export const endSession = personProcedure
	.input(z.strictObject({ sessionId: z.string().min(1).max(64) }))
	.mutation(async ({ ctx, input: { sessionId } }) => {
		await ctx.services.accounts.endSession(ctx.headers, sessionId);
		await ctx.services.audit.note(ctx.audit, { kind: "user", id: ctx.principal.userId }, "done");
		return { sessionId };
	});
