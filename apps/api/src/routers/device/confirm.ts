import { personProcedure } from "../../trpc/procedures.ts";
import { confirmInput } from "./inputs.ts";

/**
 * Makes the key that a program asks for, under one's own name: with no scope that one has not or that it did not ask for. Nobody is shown
 * its text; the program has it. A code is good once.
 *
 * Errors  NOT_FOUND; RATE_LIMITED; INVALID_STATE (`data.state`) when it was used, was denied or is over; FORBIDDEN (`data.scope`);
 *         QUOTA_EXCEEDED.
 */
export const confirm = personProcedure.input(confirmInput).mutation(async ({ ctx, input: { code, tenantId, scopes, expiresInDays } }) => {
	const { key } = await ctx.services.deviceLogins.confirm(ctx, code, { tenantId, scopes, days: expiresInDays });
	return { keyId: key.id, name: key.name, scopes: key.scopes, expiresAt: key.expiresAt.toISOString() };
});
