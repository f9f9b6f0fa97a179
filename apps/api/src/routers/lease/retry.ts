import { retryInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Tries a failed lease again, by its present manifest or by another; its data is kept. Returns as soon as the request is recorded. */
export const retry = leaseProcedure("deploy")
	.input(retryInput)
	.mutation(({ ctx, input }) => ctx.services.leases.retry(ctx.caller, input));
