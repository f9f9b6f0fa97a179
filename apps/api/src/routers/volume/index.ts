import { router } from "../../trpc/init.ts";
import { list, listAll } from "./list.ts";

export const volumeRouter = router({ list, listAll });
