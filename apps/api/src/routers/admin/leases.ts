import { glanceAt, glanceInput } from "../../trpc/glance.ts";
import { router } from "../../trpc/init.ts";
import { ofLease } from "../../trpc/inputs.ts";
import { adminLeaseListInput, toListOptions } from "../../trpc/lease-list.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

/** A page of every tenant's leases, newest first. */
const list = adminProcedure("admin:read")
	.input(adminLeaseListInput)
	.query(({ ctx, input }) => ctx.services.leases.list(ctx.caller, toListOptions(input)));

/** The newest leases of all tenants, then each as it changes. It starts anew after a drop, so there is no position. */
const watch = adminProcedure("admin:read").subscription((call) =>
	streamed(call, (until) => call.ctx.services.leases.watchList(call.ctx.caller, until)),
);

/** What some leases of any tenant used in the last minutes, what they are about, and how often they were begun anew in a day. */
const glance = adminProcedure("admin:read")
	.input(glanceInput)
	.query(({ ctx, input }) => glanceAt(ctx.services, ctx.caller, input.leaseIds));

/** Where a lease and its containers disagree at the moment; null where this process does not work its node. Nothing is changed. */
const drift = adminProcedure("admin:read")
	.input(ofLease)
	.query(async ({ ctx, input, signal }) => (await ctx.services.host?.drift(input.leaseId, signal ?? new AbortController().signal)) ?? null);

/** The tenant's list with every tenant's leases in it. */
export const leasesRouter = router({ list, watch, glance, drift });
