import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { leaseId, logCursor } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";

const input = z
	.strictObject({
		leaseId,
		services: z.array(z.string()).min(1).max(16).optional(),
		instance: z.int().min(0).max(1_000).optional(),
		after: logCursor.optional(),
		before: logCursor.optional(),
		isInclusive: z.boolean().default(false),
		limit: z.int().min(1).max(2_000).default(500),
	})
	.refine(({ after, before }) => after !== undefined || before !== undefined, { error: "name a position: after, before or both" });

/** Lines of the merged log on one side of a line's cursor, or between two: older ones, those that a gap left out, those around a link. */
export const logPage = leaseProcedure("read")
	.input(input)
	.query(({ ctx, input: { leaseId, ...page }, signal }) =>
		ctx.services.leases.logPage(ctx.caller, leaseId, defined(page), signal ?? new AbortController().signal),
	);
