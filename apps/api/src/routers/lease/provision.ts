import { provisionInput } from "@berth/core";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** Leases capacity for a manifest. Returns as soon as the request is recorded. */
export const provision = tenantProcedure("write")
	.input(provisionInput)
	.mutation(({ ctx, input }) => ctx.services.leases.provision(ctx.caller, ctx.tenant.id, input));
