import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId, page } from "../../trpc/inputs.ts";
import { leaseProcedure, tenantProcedure } from "../../trpc/procedures.ts";

/** The volumes of one lease, oldest first: their limits, and what is in them where that is known. */
export const list = leaseProcedure("read")
	.input(z.strictObject({ leaseId, ...page }))
	.query(({ ctx, input }) => ctx.services.leases.volumes(ctx.caller, defined(input)));

/** All of the tenant's volumes, those of retained data too, oldest first. */
export const listAll = tenantProcedure("read")
	.input(z.strictObject(page).prefault({}))
	.query(({ ctx, input }) => ctx.services.leases.volumes(ctx.caller, defined(input)));
