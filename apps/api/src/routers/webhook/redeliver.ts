import { ownerProcedure } from "../../trpc/procedures.ts";
import { ofDelivery } from "./inputs.ts";

/** Sends an event again, under the id it has. */
export const redeliver = ownerProcedure("write")
	.input(ofDelivery)
	.mutation(({ ctx, input }) => ctx.services.webhooks.redeliver({ tenantId: ctx.tenant.id }, input.deliveryId, ctx.audit));
