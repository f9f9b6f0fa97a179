import { router } from "../../trpc/init.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

/** Every setting in force and where it is from. Of a secret only whether it is set. */
const list = adminProcedure("admin:read").query(({ ctx }) => ({ settings: ctx.services.system.settings() }));

export const configRouter = router({ list });
