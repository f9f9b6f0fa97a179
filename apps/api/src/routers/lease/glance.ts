import { glanceAt, glanceInput } from "../../trpc/glance.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** What some of the tenant's leases used in the last minutes, what they are about, and how often they were begun anew in a day. */
export const glance = tenantProcedure("read")
	.input(glanceInput)
	.query(({ ctx, input }) => glanceAt(ctx.services, ctx.caller, input.leaseIds));
