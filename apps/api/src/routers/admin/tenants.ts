import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { tenantId } from "../../trpc/inputs.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { tenantLimits } from "../../trpc/tenant-limits.ts";
import { toTenantView } from "../../trpc/views.ts";

const createInput = z.strictObject({ name: z.string().trim().min(1).max(64), ...tenantLimits });

const list = adminProcedure.query(async ({ ctx }) => {
	const [tenants, uses] = await Promise.all([ctx.services.catalog.listTenants(), ctx.services.catalog.tenantUses()]);
	// One that was made between the two reads has nothing yet and comes with the next.
	return tenants.flatMap((tenant) => {
		const use = uses.get(tenant.id);
		return use === undefined ? [] : [{ ...toTenantView(tenant), use }];
	});
});

const create = adminProcedure
	.input(createInput)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.putTenant(defined(input))));

const setQuota = adminProcedure
	.input(z.strictObject({ tenantId, ...tenantLimits }))
	.mutation(async ({ ctx, input: { tenantId, ...limits } }) =>
		toTenantView(await ctx.services.catalog.changeTenant(tenantId, defined(limits))),
	);

const named = z.strictObject({ tenantId });

const suspend = adminProcedure
	.input(named)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.suspendTenant(input.tenantId, true)));

const resume = adminProcedure
	.input(named)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.suspendTenant(input.tenantId, false)));

/** Who leases here, how much each may hold and does, and who gets nothing new. */
export const tenantsRouter = router({ list, create, setQuota, suspend, resume });
