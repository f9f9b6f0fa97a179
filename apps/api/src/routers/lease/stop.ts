import { stopInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Stops a lease's instances and keeps them, with their data. Returns as soon as the request is recorded. */
export const stop = leaseProcedure("deploy")
	.input(stopInput)
	.mutation(({ ctx, input }) => ctx.services.leases.stop(ctx.caller, input));
