import { router } from "../../trpc/init.ts";
import { list, listAll } from "./list.ts";

export const eventRouter = router({ list, listAll });
