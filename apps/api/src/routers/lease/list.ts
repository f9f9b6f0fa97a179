import { leaseListInput, toListOptions } from "../../trpc/lease-list.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/** A page of the tenant's leases, newest first, and how many there are in each state. */
export const list = tenantProcedure("read")
	.input(leaseListInput)
	.query(({ ctx, input }) => ctx.services.leases.list(ctx.caller, toListOptions(input)));
