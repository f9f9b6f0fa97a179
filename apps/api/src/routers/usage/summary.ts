import { z } from "zod";
import { tenantProcedure } from "../../trpc/procedures.ts";
import { toRange, usageRange } from "./range.ts";

const input = z.strictObject(usageRange).prefault({});

/**
 * What the tenant's leases used, in all, by lease and by day of UTC. Sums are decimal digits, since a number may be too small for them;
 * null is not known. An admin names another tenant as for everything else.
 */
export const summary = tenantProcedure("read")
	.input(input)
	.query(async ({ ctx, input: asked }) => {
		const range = toRange(asked);
		const { days, ...rest } = await ctx.services.usage.summary(ctx.tenant.id, range);
		return {
			from: range.from.toISOString(),
			to: range.to.toISOString(),
			...rest,
			days: days.map(({ day, ...totals }) => ({ day: day.toISOString().slice(0, 10), ...totals })),
		};
	});
