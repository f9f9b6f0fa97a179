import type { Millis } from "@berth/core";
import type { ExecGroup } from "../exec-group.ts";
import type { ProbeResult } from "./prober.ts";

/** Enough to tell why. */
const OUTPUT_BYTES_MAX = 4_096;

/** Whether a program that is run inside the container ends with 0. Errors  those of an exec. */
export async function askByCommand(
	exec: ExecGroup["run"],
	{ id, argv, timeoutMs }: { readonly id: string; readonly argv: readonly string[]; readonly timeoutMs: Millis },
	signal: AbortSignal,
): Promise<ProbeResult> {
	const { exitCode, stdout, stderr, timedOut } = await exec(id, { argv, timeoutMs, bytesMax: OUTPUT_BYTES_MAX }, { signal });
	const end = timedOut ? `it did not end within ${timeoutMs} ms` : `it ended with ${exitCode ?? "no code"}`;
	return { ok: exitCode === 0, output: [stdout.trimEnd(), stderr.trimEnd(), end].filter((part) => part !== "").join("\n") };
}
