import { tenantProcedure } from "../../trpc/procedures.ts";
import { goneListInput, toRetentionPage } from "../../trpc/retention-list.ts";

/** What is still known of the tenant's retained data that is gone, newest first. */
export const gone = tenantProcedure("read")
	.input(goneListInput)
	.query(({ ctx, input }) => ctx.services.leases.goneRetentions(ctx.caller, toRetentionPage(input)));
