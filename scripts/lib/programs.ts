import { join } from "node:path";
import { root } from "./paths.ts";

/** The service, bundled. */
export const apiProgram = join(root, "apps/api/dist/main.mjs");

/** What the dashboard's server is run with: it seldom works, and then little room for what is new is enough. */
export const webArgs = ["--max-semi-space-size=1", join(root, "apps/web/.next/standalone/apps/web/server.js")] as const;

/** Either is one thread that allocates and a few that hardly do: heaps of their own for these would only lie idle. */
export const leanEnv = { MALLOC_ARENA_MAX: "1" } as const;
