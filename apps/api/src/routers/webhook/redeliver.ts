import { once } from "../../trpc/once.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { keyedDelivery } from "./inputs.ts";

/** Sends an event again, under the id it has. */
export const redeliver = ownerProcedure("write")
	.input(keyedDelivery)
	.mutation(once(({ ctx, input }) => ctx.services.webhooks.redeliver({ tenantId: ctx.tenant.id }, input.deliveryId, ctx.audit)));
