import { router } from "../../trpc/init.ts";
import { plan } from "./plan.ts";

export const backupRouter = router({ plan });
