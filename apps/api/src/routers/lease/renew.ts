import { renewInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Moves the end of a lease's term; it is so when this returns. */
export const renew = leaseProcedure("write")
	.input(renewInput)
	.mutation(({ ctx, input }) => ctx.services.leases.renew(ctx.caller, input));
