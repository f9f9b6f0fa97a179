import { z } from "zod";
import { callbackId } from "../../trpc/inputs.ts";
import { once, repeatable } from "../../trpc/once.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Sends a callback again. */
export const redeliver = leaseProcedure("write")
	.input(z.strictObject({ callbackId, ...repeatable }))
	.mutation(once(({ ctx, input }) => ctx.services.callbacks.redeliver(ctx.caller.scope, input.callbackId, ctx.audit)));
