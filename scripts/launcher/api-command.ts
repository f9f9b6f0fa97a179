import { apiProgram } from "../lib/programs.ts";
import { run } from "../lib/run.ts";

/** Runs one of the api's own commands to its end. Returns the last line it wrote. */
export async function apiCommand(args: readonly string[], env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
	const { stdout } = await run([process.execPath, apiProgram, ...args], { env, signal });
	return stdout.trim().split("\n").at(-1) ?? "";
}
