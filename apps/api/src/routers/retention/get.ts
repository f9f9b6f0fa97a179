import { z } from "zod";
import { retentionId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** One record of retained data or, when it is gone, why and since when. */
export const get = leaseProcedure("read")
	.input(z.strictObject({ retentionId }))
	.query(({ ctx, input }) => ctx.services.leases.retention(ctx.caller, input.retentionId));
