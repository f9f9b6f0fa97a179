import { router } from "../../trpc/init.ts";
import { leave } from "./leave.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { setRole } from "./set-role.ts";

export const memberRouter = router({ list, setRole, remove, leave });
