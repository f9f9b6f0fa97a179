import { ofLease } from "../../trpc/inputs.ts";
import { leaseProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

/** What the lease's instances use now, about once a second, and at least every ten seconds. */
export const stats = leaseProcedure("read")
	.input(ofLease)
	.subscription((call) => streamed(call, (until) => call.ctx.services.leases.stats(call.ctx.caller, call.input.leaseId, until)));
