import { router } from "../../trpc/init.ts";
import { accept } from "./accept.ts";
import { create } from "./create.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

export const invitationRouter = router({ create, list, revoke, get, accept });
