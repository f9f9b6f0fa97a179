import { router } from "../../trpc/init.ts";
import { check } from "./check.ts";
import { fromCompose } from "./from-compose.ts";

export const manifestRouter = router({ check, fromCompose });
