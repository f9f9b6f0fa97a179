import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

/** The newest events of all leases, then each as it happens. It starts anew after a drop, so there is no position. */
const watch = adminProcedure("admin:read").subscription((call) =>
	streamed(call, (until) => call.ctx.services.leases.watchEvents(call.ctx.caller, until)),
);

export const eventsRouter = router({ watch });
