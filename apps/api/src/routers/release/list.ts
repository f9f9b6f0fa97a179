import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId, page } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** What a lease ran and was to run, newest first. */
export const list = leaseProcedure("read")
	.input(z.strictObject({ leaseId, ...page, limit: page.limit.default(20) }))
	.query(({ ctx, input: { leaseId, ...page } }) => ctx.services.leases.releases(ctx.caller, leaseId, defined(page)));
