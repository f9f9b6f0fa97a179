import { router } from "../../trpc/init.ts";
import { quota } from "./quota.ts";

export const tenantRouter = router({ quota });
