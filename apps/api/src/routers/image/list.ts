import { ofLease } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** The images of a lease's present release, and what is known of them on its node: null where that is not known. */
export const list = leaseProcedure("read")
	.input(ofLease)
	.query(async ({ ctx, input }) => ({ images: await ctx.services.leases.images(ctx.caller, input.leaseId) }));
