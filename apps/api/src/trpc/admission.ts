import { type AccessScope, AppError, isCovered, isId, type MemberRole, scopesOfRole, type TenantId } from "@berth/core";
import type { TenantRecord } from "@berth/db";
import type { Caller } from "@berth/lease";
import type { Principal } from "../auth/principal.ts";
import type { Context } from "./context.ts";

/** Which scopes a tenant's procedures ask for. */
export type TenantScope = Extract<AccessScope, "read" | "read:sensitive" | "deploy" | "write" | "exec">;
export type AdminScope = Extract<AccessScope, "admin:read" | "admin:write">;

// An admin of the installation acts for a tenant like its owner.
const ADMIN_ROLE: MemberRole = "owner";

/** Somebody signed in, or a key. Errors  UNAUTHENTICATED. */
export async function admitAnyone(ctx: Context): Promise<{ readonly principal: Principal }> {
	const principal = await ctx.findPrincipal();
	if (principal === null) throw new AppError("UNAUTHENTICATED");
	ctx.note({ userId: principal.userId });
	// Only now: nobody else's calls may be used up by somebody who is not known.
	await ctx.charge("caller", principal.key?.id ?? principal.userId);
	return { principal };
}

/** A person with a session: what no key may do, whatever its scopes. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitPerson(ctx: Context): Promise<{ readonly principal: Principal }> {
	const { principal } = await admitAnyone(ctx);
	if (principal.key !== null) throw new AppError("FORBIDDEN", { message: "No API key may do this, but a person who is signed in." });
	return { principal };
}

/** Somebody acting for one tenant; what they see is that tenant's alone. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitTenant(ctx: Context, scope: TenantScope) {
	const { principal } = await admitAnyone(ctx);
	requireUnbound(principal);
	return actFor(ctx, principal, scope);
}

/** An owner of the tenant. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitOwner(ctx: Context, scope: TenantScope) {
	const admitted = await admitTenant(ctx, scope);
	if (admitted.role !== "owner") throw new AppError("FORBIDDEN", { message: "Only an owner of the tenant may do this." });
	return admitted;
}

/**
 * Whose leases may be asked for: a tenant's own, or any for an admin. `leaseId` is what the call names, null where it names none.
 *
 * Errors  UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for a lease that the key may not name.
 */
export async function admitLease(ctx: Context, scope: TenantScope, leaseId: string | null) {
	const { principal } = await admitAnyone(ctx);
	const only = principal.key?.leaseIds ?? null;
	if (only !== null && !only.some((id) => id === leaseId?.toLowerCase())) {
		if (leaseId !== null) throw new AppError("NOT_FOUND");
		throw new AppError("FORBIDDEN", { message: "This API key is for some leases alone, and this names none of them." });
	}
	if (!principal.isAdmin || (principal.key !== null && principal.memberships.length > 0)) return actFor(ctx, principal, scope);
	requireScope(scope, principal, ADMIN_ROLE);
	return { principal, caller: callerOf(principal, "all", ADMIN_ROLE) };
}

/** An admin of the installation; sees all rows. Errors  UNAUTHENTICATED, FORBIDDEN. */
export async function admitAdmin(ctx: Context, scope: AdminScope) {
	const { principal } = await admitAnyone(ctx);
	if (!principal.isAdmin) throw new AppError("FORBIDDEN");
	if (principal.key !== null && !isCovered(principal.key.scopes, scope)) throw missing(scope);
	requireUnbound(principal);
	return { principal, caller: callerOf(principal, "all", ADMIN_ROLE) };
}

/** A key of some leases may do nothing that is of none of them. */
function requireUnbound({ key }: Principal): void {
	if (key !== null && key.leaseIds !== null)
		throw new AppError("FORBIDDEN", { message: "This API key is for some leases alone, and this is of none of them." });
}

/** For asking once more about what was let in: that is no call. */
export const uncharged = <C extends Context>(ctx: C): C => ({ ...ctx, charge: () => Promise.resolve() });

async function actFor(ctx: Context, principal: Principal, scope: TenantScope) {
	const { tenant, role } = await tenantOf(ctx, principal);
	ctx.note({ tenantId: tenant.id });
	await ctx.charge("tenant", tenant.id);
	requireScope(scope, principal, role);
	return { principal, tenant, role, caller: callerOf(principal, { tenantId: tenant.id }, role) };
}

/** What the rules know of somebody who was let in. */
const callerOf = (principal: Principal, scope: Caller["scope"], role: MemberRole): Caller => ({
	label: principal.label,
	scope,
	seesValues: lacks("read:sensitive", principal, role) === null,
});

/** What keeps somebody from a scope: their key, or their role; null when nothing does. */
function lacks(scope: AccessScope, { key }: Principal, role: MemberRole): "key" | "role" | null {
	if (key !== null && !isCovered(key.scopes, scope)) return "key";
	return isCovered(scopesOfRole[role], scope) ? null : "role";
}

function requireScope(scope: TenantScope, principal: Principal, role: MemberRole): void {
	const lacking = lacks(scope, principal, role);
	if (lacking === "key") throw missing(scope);
	if (lacking === "role") throw new AppError("FORBIDDEN", { message: `A ${role} of the tenant may not do this.`, data: { scope, role } });
}

const missing = (scope: AccessScope) => new AppError("FORBIDDEN", { message: `This API key lacks the scope ${scope}.`, data: { scope } });

async function tenantOf(ctx: Context, principal: Principal): Promise<{ readonly tenant: TenantRecord; readonly role: MemberRole }> {
	const wanted = ctx.tenantWanted();
	const own = principal.memberships.find(({ tenant }) => wanted === null || tenant.id === wanted || tenant.name === wanted);
	if (own !== undefined) return own;
	// A key of a tenant is for that one, also where its owner may act for others.
	const mayBeAny = principal.isAdmin && (principal.key === null || principal.memberships.length === 0);
	const tenant = mayBeAny ? await findAny(ctx, wanted) : undefined;
	if (tenant === undefined) throw new AppError("FORBIDDEN", { message: "You belong to no such tenant.", data: { tenant: wanted } });
	return { tenant, role: ADMIN_ROLE };
}

/** Any tenant by its id or its name, for an admin; the first one where none is wanted. */
async function findAny({ services: { catalog } }: Context, wanted: string | null): Promise<TenantRecord | undefined> {
	if (wanted === null) return (await catalog.pageTenants({ limit: 1 }))[0];
	const byId = isId(wanted) ? await catalog.findTenant(wanted as TenantId) : null;
	return byId ?? (await catalog.findTenantByName(wanted)) ?? undefined;
}
