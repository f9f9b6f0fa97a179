import { router } from "../../trpc/init.ts";
import { begin } from "./begin.ts";
import { confirm } from "./confirm.ts";
import { deny } from "./deny.ts";
import { look } from "./look.ts";
import { poll } from "./poll.ts";

export const deviceRouter = router({ begin, poll, look, confirm, deny });
