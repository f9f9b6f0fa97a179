import { setEnvInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Changes the environment of a service, as the next release. Returns as soon as the request is recorded. */
export const setEnv = leaseProcedure("deploy")
	.input(setEnvInput)
	.mutation(({ ctx, input }) => ctx.services.leases.setEnv(ctx.caller, input));
