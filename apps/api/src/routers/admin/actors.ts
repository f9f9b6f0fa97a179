import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";
import { streamed } from "../../trpc/stream.ts";

const list = adminProcedure("admin:read").query(({ ctx }) => ctx.services.actors.snapshot());

const watch = adminProcedure("admin:read").subscription((call) => streamed(call, (until) => call.ctx.services.actors.watch(until)));

/** What each lease's actor is doing now. */
export const actorsRouter = router({ list, watch });
