import { tenantProcedure } from "../../trpc/procedures.ts";

/** The tenant's webhooks, oldest first; without their secrets, which are shown once. */
export const list = tenantProcedure("read").query(({ ctx }) => ctx.services.webhooks.list({ tenantId: ctx.tenant.id }));
