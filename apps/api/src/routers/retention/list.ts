import { tenantProcedure } from "../../trpc/procedures.ts";
import { retentionListInput, toRetentionPage } from "../../trpc/retention-list.ts";

/** What the tenant's closed leases left, newest first. */
export const list = tenantProcedure("read")
	.input(retentionListInput)
	.query(({ ctx, input }) => ctx.services.leases.retentions(ctx.caller, toRetentionPage(input)));
