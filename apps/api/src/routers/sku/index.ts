import { router } from "../../trpc/init.ts";
import { list } from "./list.ts";
import { offers } from "./offers.ts";

export const skuRouter = router({ list, offers });
