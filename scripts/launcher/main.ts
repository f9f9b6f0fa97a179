import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { say, toLines } from "../lib/say.ts";
import { readOptions, type UpOptions, UsageError, usage } from "./options.ts";
import { Stopwatch } from "./stopwatch.ts";
import { up } from "./up.ts";

const INTERRUPTED = 130;
const MISUSED = 2;

async function run(options: UpOptions): Promise<number> {
	const interrupt = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
		process.on(signal, () => {
			// A second one does not wait: pid files let the next run end what is left.
			if (interrupt.signal.aborted) process.exit(INTERRUPTED);
			interrupt.abort(new Error(`stopped by ${signal}`));
		});
	const watch = new Stopwatch(Number(process.env.BERTH_STARTED_MS ?? Date.now()), "bootstrap");
	try {
		const last = await up(options, watch, interrupt.signal);
		if (options.once) for (const line of watch.lines()) say(line);
		say(options.once ? `${last} after ${watch.totalSeconds()} s in all` : last);
		return 0;
	} catch (error) {
		if (options.once) for (const line of watch.lines()) say(line);
		for (const line of toLines(interrupt.signal.aborted ? interrupt.signal.reason : error)) say(line);
		return interrupt.signal.aborted ? INTERRUPTED : 1;
	}
}

if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
try {
	const options = readOptions(process.argv.slice(2), process.env);
	if (options === "help") say(usage);
	else process.exitCode = await run(options);
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	say(usage);
	say(`\n${error.message}`);
	process.exitCode = MISUSED;
}
