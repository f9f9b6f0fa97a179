import { rollBackInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Makes an old release again, as the next one. Returns as soon as the request is recorded. */
export const rollBack = leaseProcedure("deploy")
	.input(rollBackInput)
	.mutation(({ ctx, input }) => ctx.services.leases.rollBack(ctx.caller, input));
