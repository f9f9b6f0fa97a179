import { tenantProcedure } from "../../trpc/procedures.ts";
import { toTenantView } from "../../trpc/views.ts";

/** What the tenant may have and what it has, of open leases and of closed ones' data. */
export const quota = tenantProcedure("read").query(async ({ ctx }) => {
	const { catalog } = ctx.services;
	const [tenant, use] = await Promise.all([catalog.findTenant(ctx.tenant.id), catalog.tenantUse(ctx.tenant.id)]);
	const { id: _, name: __, createdAt: ___, ...limits } = toTenantView(tenant ?? ctx.tenant);
	return { limits, use };
});
