import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { callbackId } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const cursor = z
	.string()
	.regex(/^\d{1,15}$/)
	.transform(Number)
	.optional();

/** The tries to deliver one callback, oldest first. */
export const attempts = leaseProcedure("read")
	.input(z.strictObject({ callbackId, limit: z.int().min(1).max(200).default(100), cursor }))
	.query(({ ctx, input: { callbackId, limit, cursor } }) =>
		ctx.services.callbacks.attempts(ctx.caller.scope, callbackId, defined({ limit, after: cursor })),
	);
