import { adminAuditListInput, listAudit } from "../../trpc/audit-list.ts";
import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** A page of who did what in the whole installation, newest first. */
const list = adminProcedure("admin:read")
	.input(adminAuditListInput)
	.query(({ ctx, input }) => listAudit(ctx.services.audit, "all", input));

/** Who did what in the whole installation, newest first. */
export const auditRouter = router({ list });
