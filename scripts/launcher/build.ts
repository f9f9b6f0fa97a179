import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { run } from "../lib/run.ts";

/** Builds the api and the dashboard; what has not changed since the last time is taken from the cache. */
export async function build(signal: AbortSignal): Promise<void> {
	const turbo = join(root, "node_modules/.bin/turbo");
	await run([turbo, "run", "build", "--output-logs=errors-only"], { cwd: root, signal });
}
