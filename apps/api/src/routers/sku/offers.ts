import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { page } from "../../trpc/inputs.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";

/**
 * The sizes on offer, with how many more instances of each there is room for now, on the node that has most of it and in the tenant's
 * quota; `available` is what a request for one lease can have of it.
 */
export const offers = tenantProcedure("read")
	.input(z.strictObject({ limit: page.limit, cursor: page.cursor }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const found = await ctx.services.catalog.listOffers(ctx.tenant.id, defined({ limit: limit + 1, after: cursor }));
		const offers = found
			.slice(0, limit)
			.map((offer) => ({ ...offer, available: Math.min(offer.onOneNode, offer.inQuota ?? offer.onOneNode) }));
		return { offers, next: found.length > limit ? (offers.at(-1)?.name ?? null) : null };
	});
