import { router } from "../../trpc/init.ts";
import { run } from "./run.ts";
import { ticket } from "./ticket.ts";

export const execRouter = router({ ticket, run });
