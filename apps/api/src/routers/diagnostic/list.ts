import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId, page } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Why instances of a lease failed, newest first. */
export const list = leaseProcedure("read")
	.input(z.strictObject({ leaseId, ...page }))
	.query(({ ctx, input: { leaseId, ...page } }) => ctx.services.leases.diagnostics(ctx.caller, leaseId, defined(page)));
