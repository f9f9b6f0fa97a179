import { ofKey } from "../../keys/key-inputs.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** Ends a key and those that it made, at once, with the streams that they have open. */
export const revoke = tenantProcedure("write")
	.input(ofKey)
	.mutation(({ ctx, input }) => ctx.services.keys.revoke(ctx, input.keyId));
