import { router } from "../../trpc/init.ts";
import { get } from "./get.ts";
import { gone } from "./gone.ts";
import { list } from "./list.ts";
import { relinquish } from "./relinquish.ts";
import { restore } from "./restore.ts";

export const retentionRouter = router({ list, get, gone, restore, relinquish });
