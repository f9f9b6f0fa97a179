import { operationStates } from "@berth/core";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId, page } from "../../trpc/inputs.ts";
import { leaseProcedure, tenantProcedure } from "../../trpc/procedures.ts";

const states = z.array(z.enum(operationStates)).min(1).optional();

/** What was asked of one lease and how it went, newest first. */
export const list = leaseProcedure("read")
	.input(z.strictObject({ leaseId, states, ...page }))
	.query(({ ctx, input }) => ctx.services.leases.operations(ctx.caller, defined(input)));

export const operationListInput = z.strictObject({ states, ...page }).prefault({});

/** What was asked of all the tenant's leases and how it went, newest first. */
export const listAll = tenantProcedure("read")
	.input(operationListInput)
	.query(({ ctx, input }) => ctx.services.leases.operations(ctx.caller, defined(input)));
