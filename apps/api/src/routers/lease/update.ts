import { updateInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Runs another manifest, as the next release. Returns as soon as the request is recorded. */
export const update = leaseProcedure("deploy")
	.input(updateInput)
	.mutation(({ ctx, input }) => ctx.services.leases.update(ctx.caller, input));
