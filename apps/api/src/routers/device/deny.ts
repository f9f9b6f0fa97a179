import { personProcedure } from "../../trpc/procedures.ts";
import { ofCode } from "./inputs.ts";

/** Refuses a program the key that it asks for. Errors  NOT_FOUND; RATE_LIMITED; INVALID_STATE (`data.state`) of one that is not pending. */
export const deny = personProcedure.input(ofCode).mutation(async ({ ctx, input: { code } }) => {
	await ctx.services.deviceLogins.deny(ctx, code);
	return { denied: true };
});
