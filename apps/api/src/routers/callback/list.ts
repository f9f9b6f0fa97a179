import { z } from "zod";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** What was owed to the lease's owner, newest first, and what became of it. */
export const list = leaseProcedure
	.input(z.strictObject({ leaseId, limit: z.int().min(1).max(100).default(20) }))
	.query(({ ctx, input }) => ctx.services.callbacks.list(ctx.caller.scope, input.leaseId, input.limit));
