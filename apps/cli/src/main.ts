import { CommanderError } from "commander";
import { readEnvironment } from "./config.ts";
import { createProgram } from "./program.ts";
import { exitCodes, tellFailure } from "./run/failure.ts";

/** What a program ends with that was told to by Ctrl-C. */
const INTERRUPTED = 130;

const isJson = process.argv.includes("--json");
const over = new AbortController();
process.once("SIGINT", () => {
	over.abort();
	// A second one ends it in any case.
	process.once("SIGINT", () => process.exit(INTERRUPTED));
});
// Whoever reads it has seen enough.
process.stdout.on("error", () => process.exit(exitCodes.ok));

try {
	await createProgram(readEnvironment(), over.signal, isJson).parseAsync();
	// Streams that are being left need not be waited for.
	process.exitCode ??= over.signal.aborted ? INTERRUPTED : exitCodes.ok;
} catch (thrown) {
	process.exitCode = over.signal.aborted ? INTERRUPTED : tell(thrown);
}

function tell(thrown: unknown): number {
	// Its own words were told already, and help is no failure.
	if (thrown instanceof CommanderError) {
		if (thrown.exitCode === 0) return exitCodes.ok;
		if (isJson)
			process.stderr.write(
				`${JSON.stringify({ error: { code: "USAGE", message: thrown.message, data: {}, retryable: false, requestId: null } })}\n`,
			);
		return exitCodes.usage;
	}
	const { exitCode, error } = tellFailure(thrown);
	const text = isJson
		? JSON.stringify({ error })
		: `berth: ${error.message}${error.requestId === null ? "" : ` (request ${error.requestId})`}`;
	process.stderr.write(`${text}\n`);
	return exitCode;
}
