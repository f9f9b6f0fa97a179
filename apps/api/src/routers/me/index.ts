import { router } from "../../trpc/init.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { endSession } from "./end-session.ts";
import { get } from "./get.ts";
import { sessions } from "./sessions.ts";
import { setPassword } from "./set-password.ts";
import { unlink } from "./unlink.ts";

export const meRouter = router({ get, setPassword, sessions, endSession, endOtherSessions, unlink });
