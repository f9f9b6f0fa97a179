import { sessionProcedure } from "../../trpc/procedures.ts";

/** The sizes a lease may be made of, in the order of the form. */
export const list = sessionProcedure.query(async ({ ctx }) => (await ctx.services.catalog.listSkus()).filter((sku) => sku.enabled));
