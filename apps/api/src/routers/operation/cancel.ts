import { cancelInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Asks the operation under way to give up; how that ended is its own state. */
export const cancel = leaseProcedure("deploy")
	.input(cancelInput)
	.mutation(({ ctx, input }) => ctx.services.leases.cancel(ctx.caller, input));
