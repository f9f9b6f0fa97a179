import { defined } from "../../trpc/defined.ts";
import { tenantProcedure } from "../../trpc/procedures.ts";
import { attemptsInput } from "./inputs.ts";

/** The tries of one delivery, oldest first, with the first bytes of what was answered. */
export const attempts = tenantProcedure("read")
	.input(attemptsInput)
	.query(({ ctx, input: { deliveryId, limit, cursor } }) =>
		ctx.services.webhooks.attempts({ tenantId: ctx.tenant.id }, deliveryId, defined({ limit, after: cursor })),
	);
