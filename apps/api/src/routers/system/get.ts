import { anyoneProcedure } from "../../trpc/procedures.ts";

/** What answers: its version, what it does, and since when. */
export const get = anyoneProcedure.query(({ ctx }) => ctx.services.system.facts());
