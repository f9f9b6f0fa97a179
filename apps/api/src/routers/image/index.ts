import { router } from "../../trpc/init.ts";
import { built } from "./built.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";

export const imageRouter = router({ list, built, remove });
