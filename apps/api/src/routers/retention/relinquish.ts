import { z } from "zod";
import { retentionId } from "../../trpc/inputs.ts";
import { once, repeatable } from "../../trpc/once.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Gives retained data up before its time. It cannot be taken back. */
export const relinquish = leaseProcedure("write")
	.input(z.strictObject({ retentionId, ...repeatable }))
	.mutation(once(({ ctx, input }) => ctx.services.leases.relinquish(ctx.caller, input.retentionId)));
