import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { callbackId, leaseId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject({ leaseId, limit: z.int().min(1).max(100).default(20), cursor: callbackId.optional() });

/** What was owed to the lease's owner, newest first, and what became of it. */
export const list = leaseProcedure("read")
	.input(input)
	.query(({ ctx, input: { leaseId, limit, cursor } }) =>
		ctx.services.callbacks.list(ctx.caller.scope, leaseId, defined({ limit, before: cursor })),
	);
