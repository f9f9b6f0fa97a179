import { z } from "zod";
import { tenantProcedure } from "../../trpc/procedures.ts";

const input = z.strictObject({ name: z.string().min(1).max(128), tag: z.string().min(1).max(128).default("latest") });

/**
 * Keeps an image that the tenant built no longer. Leases that run it go on, and can be rolled back to it; it goes from its node when none
 * names it any more.
 */
export const remove = tenantProcedure("deploy")
	.input(input)
	.mutation(async ({ ctx, input }) => {
		await ctx.services.builds.remove(ctx.caller, ctx.tenant.id, input);
		return { removed: true as const };
	});
