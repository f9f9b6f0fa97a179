import { closeInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Ends a lease and removes what runs for it. Returns as soon as the request is recorded. */
export const close = leaseProcedure("write")
	.input(closeInput)
	.mutation(({ ctx, input }) => ctx.services.leases.close(ctx.caller, input));
