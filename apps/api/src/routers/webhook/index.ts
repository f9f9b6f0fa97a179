import { router } from "../../trpc/init.ts";
import { attempts } from "./attempts.ts";
import { create } from "./create.ts";
import { deliveries } from "./deliveries.ts";
import { list } from "./list.ts";
import { redeliver } from "./redeliver.ts";
import { remove } from "./remove.ts";
import { rotate } from "./rotate.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const webhookRouter = router({ list, create, update, rotate, remove, deliveries, attempts, redeliver, test });
