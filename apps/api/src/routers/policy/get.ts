import { tenantProcedure } from "../../trpc/procedures.ts";
import { toTenantView } from "../../trpc/views.ts";

/** The rules a request will be measured by, so that a form can say them before it is sent. */
export const get = tenantProcedure("read").query(({ ctx }) => ({
	allowedRegistries: ctx.services.policy.allowedRegistries,
	bodyBytesMax: ctx.services.policy.bodyBytesMax,
	hasVolumes: ctx.services.policy.hasVolumes,
	ingressDomain: ctx.services.policy.ingressDomain,
	retention: ctx.services.policy.retention,
	tenant: toTenantView(ctx.tenant),
}));
