import { reopenInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Brings a closed lease back in place, while its data is kept. Returns as soon as the request is recorded. */
export const reopen = leaseProcedure("write")
	.input(reopenInput)
	.mutation(({ ctx, input }) => ctx.services.leases.reopen(ctx.caller, input));
