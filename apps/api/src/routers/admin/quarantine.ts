import { z } from "zod";
import { router } from "../../trpc/init.ts";
import { leaseId } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** Keeps a lease's actor from any work, or lets it go on. Commands are taken all the same, and wait. */
const set = adminProcedure("admin:write")
	.input(z.strictObject({ leaseId, quarantined: z.boolean() }))
	.mutation(async ({ ctx, input }) => {
		await ctx.services.leases.quarantine(ctx.caller, input.leaseId, input.quarantined);
		return { ok: true };
	});

/** Keeps a lease's actor from taking work, until it is lifted. */
export const quarantineRouter = router({ set });
