import { cp, stat } from "node:fs/promises";
import { join } from "node:path";

// `next build` leaves the browser's files out of the standalone server; without them a page has no script and no style.
const app = join(import.meta.dirname, "..");
const standalone = join(app, ".next/standalone/apps/web");

await stat(join(standalone, "server.js"));
await cp(join(app, ".next/static"), join(standalone, ".next/static"), { recursive: true });
