import { z } from "zod";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** What was asked of a lease and how it went, newest first. */
export const list = leaseProcedure
	.input(z.strictObject({ leaseId, limit: z.int().min(1).max(100).default(20) }))
	.query(({ ctx, input }) => ctx.services.leases.operations(ctx.caller, input.leaseId, input.limit));
