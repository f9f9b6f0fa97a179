import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** Looks at everything the installation stands on, each with a verdict and what to do about it. */
const list = adminProcedure("admin:read").query(({ ctx, signal }) => ctx.services.preflight(signal ?? new AbortController().signal));

/** What the host lacks or does well, each with its remedy. */
export const preflightRouter = router({ list });
