import { z } from "zod";
import { callbackId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** The tries to deliver one callback, oldest first. */
export const attempts = leaseProcedure
	.input(z.strictObject({ callbackId, limit: z.int().min(1).max(200).default(100) }))
	.query(({ ctx, input }) => ctx.services.callbacks.attempts(ctx.caller.scope, input.callbackId, input.limit));
