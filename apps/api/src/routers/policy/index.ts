import { router } from "../../trpc/init.ts";
import { callbackKey } from "./callback-key.ts";
import { get } from "./get.ts";

export const policyRouter = router({ get, callbackKey });
