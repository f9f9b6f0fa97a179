import { personProcedure } from "../../trpc/procedures.ts";
import { ofCode } from "./inputs.ts";
import { toLoginView } from "./view.ts";

/**
 * What asks for a key by a code, and how that stands. It changes nothing and binds nobody, and is posted all the same: what stands in an
 * address ends up in logs.
 *
 * Errors  NOT_FOUND; RATE_LIMITED after too many wrong ones (`data.retryAfterMs`).
 */
export const look = personProcedure
	.input(ofCode)
	.mutation(async ({ ctx, input: { code } }) => toLoginView(await ctx.services.deviceLogins.look(ctx, code), ctx.address));
