import { ofLease } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** What closing would do with the data at present, and the bytes that a close which destroys it must state. */
export const planClose = leaseProcedure("read")
	.input(ofLease)
	.query(({ ctx, input }) => ctx.services.leases.planClose(ctx.caller, input.leaseId));
