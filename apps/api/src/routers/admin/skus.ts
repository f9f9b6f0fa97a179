import { revisionOf } from "@berth/db";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { expectedRevision, page } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const MiB = 2 ** 20;

const skuName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: "1 to 64 of a-z, 0-9 and -" });

const putInput = z.strictObject({
	name: skuName,
	cpuMillis: z.int().min(10),
	memoryBytes: z.int().min(6 * MiB, { error: "the engine takes no less than 6 MiB" }),
	diskBytes: z.int().min(0),
	pidsMax: z.int().min(8).max(32_768).default(256),
	position: z.int().min(0).default(0),
	enabled: z.boolean().default(true),
	priceLabel: z.string().trim().min(1).max(128).nullable().default(null),
	closeData: z.enum(["retain", "destroy"]).nullable().default(null),
	expectedRevision,
});

/** A page of sizes in the order of the offer, the retired ones too. */
const list = adminProcedure("admin:read")
	.input(z.strictObject({ limit: page.limit, cursor: page.cursor }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const found = await ctx.services.catalog.pageSkus(defined({ limit: limit + 1, after: cursor }));
		const skus = found.slice(0, limit).map((sku) => ({ ...sku, revision: revisionOf(sku) }));
		return { skus, next: found.length > limit ? (skus.at(-1)?.name ?? null) : null };
	});

/**
 * Makes a size, or changes the one of that name; leases keep what they took. Errors  CONFLICT when it is not what `expectedRevision`
 * says any more.
 */
const put = adminProcedure("admin:write")
	.input(putInput)
	.mutation(({ ctx, input: { expectedRevision, ...sku } }) => ctx.services.catalog.putSku(sku, ctx.audit, expectedRevision));

/** Takes a size from the offer; what runs with it goes on. */
const retire = adminProcedure("admin:write")
	.input(z.strictObject({ name: skuName }))
	.mutation(({ ctx, input }) => ctx.services.catalog.retireSku(input.name, ctx.audit));

/** The sizes on offer, the retired ones too. A size is changed by putting it again under its name, which changes no lease. */
export const skusRouter = router({ list, put, retire });
