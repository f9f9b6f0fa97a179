import { provisionInput } from "@berth/core";
import { tenantProcedure } from "../../trpc/procedures.ts";

/**
 * What a new lease would be, what would be pulled for it, and whether it would be admitted and why not; nothing is done. A mutation to the
 * transport alone: a manifest does not fit into an address.
 */
export const planProvision = tenantProcedure("write")
	.input(provisionInput)
	.mutation(({ ctx, input }) => ctx.services.leases.planProvision(ctx.caller, ctx.tenant.id, input));
