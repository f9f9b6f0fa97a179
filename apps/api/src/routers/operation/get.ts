import { z } from "zod";
import { operationId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** One operation and how it went. */
export const get = leaseProcedure("read")
	.input(z.strictObject({ operationId }))
	.query(({ ctx, input }) => ctx.services.leases.operation(ctx.caller, input.operationId));
