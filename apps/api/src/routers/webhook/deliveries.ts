import { defined } from "../../trpc/defined.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";
import { deliveriesInput } from "./inputs.ts";

/** What it was told, newest first. */
export const deliveries = tenantProcedure("read")
	.input(deliveriesInput)
	.query(({ ctx, input: { webhookId, cursor, ...page } }) =>
		ctx.services.webhooks.deliveries({ tenantId: ctx.tenant.id }, webhookId, defined({ ...page, before: cursor })),
	);
