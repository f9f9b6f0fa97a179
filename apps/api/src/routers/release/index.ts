import { router } from "../../trpc/init.ts";
import { compare } from "./compare.ts";
import { list } from "./list.ts";
import { rollBack } from "./roll-back.ts";

export const releaseRouter = router({ list, compare, rollBack });
