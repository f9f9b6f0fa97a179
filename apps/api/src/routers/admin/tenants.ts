import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { expectedRevision, page, tenantId } from "../../trpc/inputs.ts";
import { once, repeatable } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { tenantLimits } from "../../trpc/tenant-limits.ts";
import { toTenantView } from "../../trpc/views.ts";

const createInput = z.strictObject({ name: z.string().trim().min(1).max(64), ...tenantLimits, ...repeatable });

/** A page of tenants by name, with what each may have and has. */
const list = adminProcedure("admin:read")
	.input(z.strictObject({ limit: page.limit, cursor: page.cursor }).prefault({}))
	.query(async ({ ctx, input: { limit, cursor } }) => {
		const { catalog } = ctx.services;
		const found = await catalog.pageTenants(defined({ limit: limit + 1, after: cursor }));
		const tenants = found.slice(0, limit);
		const uses = await catalog.tenantUses(tenants.map(({ id }) => id));
		return {
			// One that went between the two reads is left out.
			tenants: tenants.flatMap((tenant) => {
				const use = uses.get(tenant.id);
				return use === undefined ? [] : [{ ...toTenantView(tenant), use }];
			}),
			next: found.length > limit ? (tenants.at(-1)?.name ?? null) : null,
		};
	});

/** Makes a tenant, or changes the limits of the one that has the name. */
const create = adminProcedure("admin:write")
	.input(createInput)
	.mutation(
		once(async ({ ctx, input: { idempotencyKey: _key, ...tenant } }) =>
			toTenantView(await ctx.services.catalog.putTenant(defined(tenant), ctx.audit)),
		),
	);

/**
 * Changes the limits that are given; null lifts one. Leases that are there stay. Errors  CONFLICT when it is not what
 * `expectedRevision` says any more.
 */
const setQuota = adminProcedure("admin:write")
	.input(z.strictObject({ tenantId, expectedRevision, ...tenantLimits }))
	.mutation(async ({ ctx, input: { tenantId, expectedRevision, ...limits } }) =>
		toTenantView(await ctx.services.catalog.changeTenant(tenantId, defined(limits), ctx.audit, expectedRevision)),
	);

const named = z.strictObject({ tenantId });

/** Keeps a tenant from anything new; what it has runs on, and can be stopped and closed. */
const suspend = adminProcedure("admin:write")
	.input(named)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.suspendTenant(input.tenantId, true, ctx.audit)));

/** Lets a tenant that was kept from anything new lease again. */
const resume = adminProcedure("admin:write")
	.input(named)
	.mutation(async ({ ctx, input }) => toTenantView(await ctx.services.catalog.suspendTenant(input.tenantId, false, ctx.audit)));

/** Who leases here, how much each may hold and does, and who gets nothing new. */
export const tenantsRouter = router({ list, create, setQuota, suspend, resume });
