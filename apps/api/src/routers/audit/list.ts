import { auditListInput, listAudit } from "../../trpc/audit-list.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";

/** Who did what in this tenant, newest first. */
export const list = ownerProcedure("read")
	.input(auditListInput)
	.query(({ ctx, input }) => listAudit(ctx.services.audit, { tenantId: ctx.tenant.id }, input));
