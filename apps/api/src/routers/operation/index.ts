import { router } from "../../trpc/init.ts";
import { cancel } from "./cancel.ts";
import { get } from "./get.ts";
import { list, listAll } from "./list.ts";
import { wait } from "./wait.ts";

export const operationRouter = router({ get, list, listAll, cancel, wait });
