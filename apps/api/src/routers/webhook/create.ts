import { onceShown } from "../../trpc/once.ts";
import { ownerProcedure } from "../../trpc/procedures.ts";
import { createInput } from "./inputs.ts";

/** Tells an address of events from now on. The secret is shown this once. */
export const create = ownerProcedure("write")
	.input(createInput)
	.mutation(onceShown(({ ctx, input }) => ctx.services.webhooks.create({ tenantId: ctx.tenant.id }, input, ctx.audit)));
