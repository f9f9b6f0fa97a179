import { startInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Starts a stopped lease. Returns as soon as the request is recorded. */
export const start = leaseProcedure("deploy")
	.input(startInput)
	.mutation(({ ctx, input }) => ctx.services.leases.start(ctx.caller, input));
