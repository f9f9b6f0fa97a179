import { router } from "../../trpc/init.ts";
import { attempts } from "./attempts.ts";
import { list } from "./list.ts";
import { redeliver } from "./redeliver.ts";

export const callbackRouter = router({ list, attempts, redeliver });
