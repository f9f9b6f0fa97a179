import { defined } from "../../trpc/defined.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { updateInput } from "./inputs.ts";

/** Changes where it leads, what it is told, or whether it is told anything. What is not given stays. */
export const update = ownerProcedure("write")
	.input(updateInput)
	.mutation(({ ctx, input: { webhookId, ...change } }) =>
		ctx.services.webhooks.update({ tenantId: ctx.tenant.id }, webhookId, defined(change), ctx.audit),
	);
