import { router } from "../../trpc/init.ts";
import { summary } from "./summary.ts";

export const usageRouter = router({ summary });
