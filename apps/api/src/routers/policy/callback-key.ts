import { tenantProcedure } from "../../trpc/procedures.ts";

/** The key the tenant's callbacks are signed with; no other tenant's are. */
export const callbackKey = tenantProcedure("read:sensitive").query(({ ctx }) => ({ key: ctx.services.callbackKey(ctx.tenant.id) }));
