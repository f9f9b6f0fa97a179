import { router } from "../../trpc/init.ts";
import { cancel } from "./cancel.ts";
import { list } from "./list.ts";

export const operationRouter = router({ list, cancel });
