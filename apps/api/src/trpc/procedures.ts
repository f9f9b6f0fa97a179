import { isId } from "@berth/core";
import {
	type AdminScope,
	admitAdmin,
	admitAnyone,
	admitLease,
	admitOwner,
	admitPerson,
	admitTenant,
	type TenantScope,
	uncharged,
} from "./admission.ts";
import { withAudit } from "./audit-of.ts";
import { t } from "./init.ts";
import { fromTrpcError } from "./to-trpc-error.ts";

/** Every call is timed, its outcome noted, and a part of what is followed. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, type, next, getRawInput }) => {
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

// Who may call is decided by the ones below and nowhere else, and each says so in its meta, which tests and documents read.
// `recheck` asks the same question again while a stream lasts.

/** Whoever is signed in, and any key. */
export const anyoneProcedure = publicProcedure.meta({ who: "anyone", scope: null }).use(async ({ ctx, next, path }) => {
	const admitted = await admitAnyone(ctx);
	return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitAnyone(uncharged(ctx)) } });
});

/** A person who is signed in, and no key. */
export const personProcedure = publicProcedure.meta({ who: "person", scope: null }).use(async ({ ctx, next, path }) => {
	const admitted = await admitPerson(ctx);
	return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitPerson(uncharged(ctx)) } });
});

/** Somebody acting for one tenant, with a scope there; sees that tenant's rows alone. */
export const tenantProcedure = (scope: TenantScope) =>
	publicProcedure.meta({ who: "tenant", scope }).use(async ({ ctx, next, path }) => {
		const admitted = await admitTenant(ctx, scope);
		return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitTenant(uncharged(ctx), scope) } });
	});

/** An owner of one tenant. */
export const ownerProcedure = (scope: TenantScope) =>
	publicProcedure.meta({ who: "owner", scope }).use(async ({ ctx, next, path }) => {
		const admitted = await admitOwner(ctx, scope);
		return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitOwner(uncharged(ctx), scope) } });
	});

/** One lease by its id: the tenant's own, or any for an admin. */
export const leaseProcedure = (scope: TenantScope) =>
	publicProcedure.meta({ who: "lease", scope }).use(async ({ ctx, next, path, getRawInput }) => {
		const leaseId = leaseOf(await getRawInput());
		const admitted = await admitLease(ctx, scope, leaseId);
		return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitLease(uncharged(ctx), scope, leaseId) } });
	});

/** An admin of the installation; sees all rows. */
export const adminProcedure = (scope: AdminScope) =>
	publicProcedure.meta({ who: "admin", scope }).use(async ({ ctx, next, path }) => {
		const admitted = await admitAdmin(ctx, scope);
		return next({ ctx: { ...withAudit(ctx, path, admitted), recheck: () => admitAdmin(uncharged(ctx), scope) } });
	});
