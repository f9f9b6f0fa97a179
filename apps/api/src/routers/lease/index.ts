import { router } from "../../trpc/init.ts";
import { close } from "./close.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { logs } from "./logs.ts";
import { operations } from "./operations.ts";
import { provision } from "./provision.ts";
import { restart } from "./restart.ts";
import { watch } from "./watch.ts";
import { watchList } from "./watch-list.ts";

export const leaseRouter = router({ provision, restart, close, get, list, operations, watch, watchList, logs });
