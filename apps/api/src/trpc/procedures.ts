import { AppError, isId, type TenantId } from "@berth/core";
import type { TenantRecord } from "@berth/db";
import type { Caller } from "@berth/lease";
import type { Principal } from "../auth/accounts.ts";
import type { Context } from "./context.ts";
import { t } from "./init.ts";
import { fromTrpcError } from "./to-trpc-error.ts";

const labelOf = (principal: Principal) => `user:${principal.email}`;

async function requirePrincipal(ctx: Context): Promise<Principal> {
	const principal = await ctx.findPrincipal();
	if (principal === null) throw new AppError("UNAUTHENTICATED");
	ctx.note({ userId: principal.userId });
	return principal;
}

async function requireTenant(ctx: Context, principal: Principal): Promise<TenantRecord> {
	const wanted = ctx.tenantWanted();
	const isWanted = (tenant: TenantRecord) => wanted === null || tenant.id === wanted || tenant.name === wanted;
	const own = principal.memberships.find(({ tenant }) => isWanted(tenant))?.tenant;
	const tenant = own ?? (principal.isAdmin ? await findAny(ctx, wanted) : undefined);
	if (tenant === undefined) throw new AppError("FORBIDDEN", { message: "You belong to no such tenant.", data: { tenant: wanted } });
	ctx.note({ tenantId: tenant.id });
	return tenant;
}

/** Any tenant by its id or its name, for an admin; the first one where none is wanted. */
async function findAny({ services: { catalog } }: Context, wanted: string | null): Promise<TenantRecord | undefined> {
	if (wanted === null) return (await catalog.pageTenants({ limit: 1 }))[0];
	const byId = isId(wanted) ? await catalog.findTenant(wanted as TenantId) : null;
	return byId ?? (await catalog.findTenantByName(wanted)) ?? undefined;
}

async function admitSession(ctx: Context) {
	return { principal: await requirePrincipal(ctx) };
}

/** A member acting for one tenant, also for what is no procedure. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitTenant(ctx: Context) {
	const principal = await requirePrincipal(ctx);
	const tenant = await requireTenant(ctx, principal);
	const caller: Caller = { label: labelOf(principal), scope: { tenantId: tenant.id } };
	return { principal, tenant, caller };
}

/** Whose leases may be asked for: a tenant's own, or any for an admin. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitLease(ctx: Context) {
	const principal = await requirePrincipal(ctx);
	if (!principal.isAdmin) return admitTenant(ctx);
	const caller: Caller = { label: labelOf(principal), scope: "all" };
	return { principal, caller };
}

async function admitAdmin(ctx: Context) {
	const principal = await requirePrincipal(ctx);
	if (!principal.isAdmin) throw new AppError("FORBIDDEN");
	const caller: Caller = { label: labelOf(principal), scope: "all" };
	return { principal, caller };
}

/** Every call is timed, its outcome noted, and a part of what is followed. */
const publicProcedure = t.procedure.use(async ({ ctx, path, type, next, getRawInput }) => {
	const startedMs = performance.now();
	const result = await ctx.spans.part(`trpc ${path}`, { "rpc.system.name": "trpc", "rpc.method": path, "rpc.type": type }, async (span) => {
		const ended = await next();
		if (!ended.ok) span.fail(fromTrpcError(ended.error).code);
		return ended;
	});
	const leaseId = leaseOf(result.ok ? result.data : null) ?? leaseOf(await getRawInput().catch(() => null));
	if (leaseId !== null) ctx.note({ leaseId });
	ctx.ran(path, result.ok, Math.round(performance.now() - startedMs));
	return result;
});

/** The lease that a request or its answer names; null for whatever is no id, which a log must not repeat. */
const leaseOf = (of: unknown): string | null =>
	typeof of === "object" && of !== null && "leaseId" in of && typeof of.leaseId === "string" && isId(of.leaseId) ? of.leaseId : null;

// Who may call is decided by the four below and nowhere else. `recheck` asks the same question again while a stream lasts.

/** Somebody signed in. */
export const sessionProcedure = publicProcedure.use(async ({ ctx, next }) => {
	const admitted = await admitSession(ctx);
	return next({ ctx: { ...admitted, recheck: () => admitSession(ctx) } });
});

/** A member acting for one tenant; sees that tenant's rows alone. */
export const tenantProcedure = publicProcedure.use(async ({ ctx, next }) => {
	const admitted = await admitTenant(ctx);
	return next({ ctx: { ...admitted, recheck: () => admitTenant(ctx) } });
});

/** One lease by its id: the tenant's own, or any for an admin. */
export const leaseProcedure = publicProcedure.use(async ({ ctx, next }) => {
	const admitted = await admitLease(ctx);
	return next({ ctx: { ...admitted, recheck: () => admitLease(ctx) } });
});

/** An admin of the installation; sees all rows. */
export const adminProcedure = publicProcedure.use(async ({ ctx, next }) => {
	const admitted = await admitAdmin(ctx);
	return next({ ctx: { ...admitted, recheck: () => admitAdmin(ctx) } });
});
