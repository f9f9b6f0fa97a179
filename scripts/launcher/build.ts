import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { RunError, run } from "../lib/run.ts";
import { say } from "../lib/say.ts";

const LINES = 40;

/** Builds the api and the dashboard; what has not changed since the last time is taken from the cache. */
export async function build(signal: AbortSignal): Promise<void> {
	const turbo = join(root, "node_modules/.bin/turbo");
	try {
		await run([turbo, "run", "build", "--output-logs=errors-only"], { cwd: root, signal });
	} catch (error) {
		if (error instanceof RunError) say(error.result.stdout.trim().split("\n").slice(-LINES).join("\n"));
		throw error;
	}
}
