import { tenantProcedure } from "../../trpc/procedures.ts";

/**
 * The sizes on offer, with how many more instances of each there is room for now, on the node that has most of it and in the tenant's
 * quota; `available` is what a request for one lease can have of it.
 */
export const offers = tenantProcedure.query(async ({ ctx }) =>
	(await ctx.services.catalog.listOffers(ctx.tenant.id)).map((offer) => ({
		...offer,
		available: Math.min(offer.onOneNode, offer.inQuota ?? offer.onOneNode),
	})),
);
