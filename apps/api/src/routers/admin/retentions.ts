import { z } from "zod";
import { router } from "../../trpc/init.ts";
import { retentionId } from "../../trpc/inputs.ts";
import { once, repeatable } from "../../trpc/once.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { goneListInput, retentionListInput, toRetentionPage } from "../../trpc/retention-list.ts";

/** What every tenant's closed leases left, newest first. */
const list = adminProcedure("admin:read")
	.input(retentionListInput)
	.query(({ ctx, input }) => ctx.services.leases.retentions(ctx.caller, toRetentionPage(input)));

/** What is still known of retained data that is gone, of every tenant, newest first. */
const gone = adminProcedure("admin:read")
	.input(goneListInput)
	.query(({ ctx, input }) => ctx.services.leases.goneRetentions(ctx.caller, toRetentionPage(input)));

const extendInput = z.strictObject({ retentionId, expiresAt: z.iso.datetime({ offset: true }), ...repeatable });

/** Keeps retained data until a later moment. Errors  NOT_FOUND, with why where it is known to be gone. */
const extend = adminProcedure("admin:write")
	.input(extendInput)
	.mutation(once(({ ctx, input }) => ctx.services.leases.extendRetention(ctx.caller, input.retentionId, new Date(input.expiresAt))));

/** What every tenant's closed leases left. Only an admin gives it more time: it takes room that others could lease. */
export const retentionsRouter = router({ list, gone, extend });
