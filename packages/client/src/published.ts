// What programs outside of this workspace get; its types are written by the build, since those of the router lead into the server.
export { BerthCallError, berthErrorOf } from "./berth-error.ts";
export { createBerthClient } from "./create-client.ts";
export { openExec } from "./exec/open-exec.ts";
