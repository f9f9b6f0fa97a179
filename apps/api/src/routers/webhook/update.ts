import { defined } from "../../trpc/defined.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { updateInput } from "./inputs.ts";

/**
 * Changes where it leads, what it is told, or whether it is told anything. What is not given stays. Errors  CONFLICT when it is not what
 * `expectedRevision` says any more.
 */
export const update = ownerProcedure("write")
	.input(updateInput)
	.mutation(({ ctx, input: { webhookId, expectedRevision, ...change } }) =>
		ctx.services.webhooks.update({ tenantId: ctx.tenant.id }, webhookId, defined(change), ctx.audit, expectedRevision),
	);
