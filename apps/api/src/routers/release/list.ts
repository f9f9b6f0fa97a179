import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject({ leaseId, limit: z.int().min(1).max(100).default(20), before: z.int().min(1).optional() });

/** What a lease ran and was to run, newest first. `before` is the number of the last one seen. */
export const list = leaseProcedure
	.input(input)
	.query(({ ctx, input: { leaseId, ...page } }) => ctx.services.leases.releases(ctx.caller, leaseId, defined(page)));
