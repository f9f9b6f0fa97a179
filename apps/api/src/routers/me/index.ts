import { router } from "../../trpc/init.ts";
import { get } from "./get.ts";
import { setPassword } from "./set-password.ts";

export const meRouter = router({ get, setPassword });
