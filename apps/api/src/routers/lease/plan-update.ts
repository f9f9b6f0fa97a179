import { updateInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** What an update would do to each service, what would be pulled for it and whether it would be admitted; nothing is done. A mutation to the transport alone: a manifest does not fit into an address. */
export const planUpdate = leaseProcedure("deploy")
	.input(updateInput)
	.mutation(({ ctx, input }) => ctx.services.leases.planUpdate(ctx.caller, input));
