import { tenantProcedure } from "../../trpc/procedures.ts";

/** The images that the tenant built and keeps, by name, what it may keep of them, and why it may build none where it may not. */
export const built = tenantProcedure("read").query(({ ctx }) => ctx.services.builds.list(ctx.tenant.id));
