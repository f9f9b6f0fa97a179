import { router } from "../../trpc/init.ts";
import { ways } from "./ways.ts";

export const signInRouter = router({ ways });
