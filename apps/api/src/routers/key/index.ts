import { router } from "../../trpc/init.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";
import { revokeSelf } from "./revoke-self.ts";
import { rotate } from "./rotate.ts";
import { self } from "./self.ts";

export const keyRouter = router({ create, list, rotate, revoke, revokeSelf, self });
