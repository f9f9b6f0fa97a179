import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { eventFilter } from "../../trpc/event-list.ts";
import { leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure, tenantProcedure } from "../../trpc/procedures.ts";

/** What happened to one lease, newest first. */
export const list = leaseProcedure("read")
	.input(z.strictObject({ leaseId, ...eventFilter }))
	.query(({ ctx, input }) => ctx.services.leases.events(ctx.caller, defined(input)));

/** What happened to all the tenant's leases, newest first. */
export const listAll = tenantProcedure("read")
	.input(z.strictObject(eventFilter).prefault({}))
	.query(({ ctx, input }) => ctx.services.leases.events(ctx.caller, defined(input)));
