import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { page } from "../../trpc/inputs.ts";
import { anyoneProcedure } from "../../trpc/procedures.ts";

/** The sizes a lease may be made of, in the order of the form. */
export const list = anyoneProcedure
	.input(z.strictObject({ limit: page.limit, cursor: page.cursor }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const found = await ctx.services.catalog.pageSkus(defined({ limit: limit + 1, after: cursor, offered: true }));
		const skus = found.slice(0, limit);
		return { skus, next: found.length > limit ? (skus.at(-1)?.name ?? null) : null };
	});
