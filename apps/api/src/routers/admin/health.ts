import { adminProcedure } from "../../trpc/procedures.ts";

/** The parts of this process and what it stands on, each with how long ago it was seen to be well. */
export const health = adminProcedure("admin:read").query(async ({ ctx }) => ({ parts: await ctx.services.system.parts() }));
