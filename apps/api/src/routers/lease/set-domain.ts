import { setDomainInput } from "@berth/core";
import { leaseProcedure } from "../../trpc/procedures.ts";

/** Gives a service a domain of the tenant's own or takes it away, as the next release. Returns as soon as the request is recorded. */
export const setDomain = leaseProcedure("deploy")
	.input(setDomainInput)
	.mutation(({ ctx, input }) => ctx.services.leases.setDomain(ctx.caller, input));
