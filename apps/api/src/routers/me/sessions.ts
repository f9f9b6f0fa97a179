import { personProcedure } from "../../trpc/procedures.ts";

/** Where one is signed in, newest first. */
export const sessions = personProcedure.query(async ({ ctx }) => ({
	sessions: (await ctx.services.accounts.sessions(ctx.headers)).map(({ createdAt, expiresAt, ...session }) => ({
		...session,
		createdAt: createdAt.toISOString(),
		expiresAt: expiresAt.toISOString(),
	})),
}));
