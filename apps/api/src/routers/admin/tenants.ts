import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { toTenantView } from "../../trpc/views.ts";

const limit = z.int().min(0).nullable().optional();

/** Null lifts a limit; an absent one stays as it is. */
const createInput = z.strictObject({
	name: z.string().trim().min(1).max(64),
	leasesMax: limit,
	cpuMillisMax: limit,
	memoryBytesMax: limit,
	diskBytesMax: limit,
});

const list = adminProcedure.query(async ({ ctx }) => (await ctx.services.catalog.listTenants()).map(toTenantView));

const create = adminProcedure
	.input(createInput)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.putTenant(defined(input))));

/** Who leases here, and how much each may hold. */
export const tenantsRouter = router({ list, create });
