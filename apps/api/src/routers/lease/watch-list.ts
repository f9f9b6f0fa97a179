import { tenantProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

/** The tenant's first page of leases, then each lease that changes. It starts anew after a drop, so there is no position. */
export const watchList = tenantProcedure("read").subscription((call) =>
	streamed(call, (until) => call.ctx.services.leases.watchList(call.ctx.caller, until)),
);
