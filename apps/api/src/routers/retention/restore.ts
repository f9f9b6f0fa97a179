import { restoreInput } from "@berth/core";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** Makes a new lease of what a closed one left. Returns as soon as the request is recorded. */
export const restore = tenantProcedure("write")
	.input(restoreInput)
	.mutation(({ ctx, input }) => ctx.services.leases.restore(ctx.caller, ctx.tenant.id, input));
