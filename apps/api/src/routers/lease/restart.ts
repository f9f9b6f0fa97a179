import { restartInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Replaces every instance of a lease with a new one of the same release. Returns as soon as the request is recorded. */
export const restart = leaseProcedure("deploy")
	.input(restartInput)
	.mutation(({ ctx, input }) => ctx.services.leases.restart(ctx.caller, input));
