import { ofLease } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** All that the page of one lease shows. */
export const get = leaseProcedure("read")
	.input(ofLease)
	.query(({ ctx, input }) => ctx.services.leases.get(ctx.caller, input.leaseId));
