import { scaleInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Gives services another quantity or size, as the next release. Returns as soon as the request is recorded. */
export const scale = leaseProcedure("deploy")
	.input(scaleInput)
	.mutation(({ ctx, input }) => ctx.services.leases.scale(ctx.caller, input));
