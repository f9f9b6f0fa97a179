import { router } from "../../trpc/init.ts";
import { list } from "./list.ts";
import { relinquish } from "./relinquish.ts";
import { restore } from "./restore.ts";

export const retentionRouter = router({ list, restore, relinquish });
