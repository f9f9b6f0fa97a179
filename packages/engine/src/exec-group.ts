import type { Call } from "./call.ts";
import type { ContainerSpec } from "./spec.ts";

export interface ExecOptions {
	/** A program and its arguments; there is no shell unless it is named. */
	readonly argv: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** `uid:gid` or a name; the container's own user when absent. */
	readonly user?: string;
	readonly workingDir?: string;
}

export interface ExecResult {
	/** Null when it did not end in time, or was given up. */
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** Output beyond `bytesMax` was dropped. */
	readonly truncated: boolean;
	readonly timedOut: boolean;
	/** The daemon can end no exec: the program may go on inside. Never so of a container of its own. */
	readonly mayStillRun: boolean;
}

export interface ExecTerminal extends AsyncDisposable {
	/** What the terminal prints. Ends when the program does. */
	readonly output: AsyncIterable<Uint8Array>;
	write(bytes: Uint8Array): void;
	resize(size: { readonly columns: number; readonly rows: number }, call: Call): Promise<void>;
	/** The exit code, null while it runs. */
	exitCode(call: Call): Promise<number | null>;
}

/** Running a program beside a container's own, or in one of its own. Errors  NOT_FOUND; CONFLICT when the container is not ours or does not run. */
export interface ExecGroup {
	/** Runs a program to its end and gives what it said. A code other than 0 is a result and no error. */
	run(
		id: string,
		options: ExecOptions & { readonly input?: Uint8Array; readonly bytesMax?: number; readonly timeoutMs: number },
		call: Call,
	): Promise<ExecResult>;
	/** Opens an interactive terminal; it lives until it is disposed of or the signal fires. */
	openTerminal(
		id: string,
		options: ExecOptions & { readonly size: { readonly columns: number; readonly rows: number } },
		call: Call,
	): Promise<ExecTerminal>;
	/**
	 * Runs a container of its own to its end, gives what it said and removes it, also when that failed or was given up. What of ours
	 * stands under its name is removed first.
	 *
	 * Errors  those of `ensure` and `start`.
	 */
	runToExit(spec: ContainerSpec, options: { readonly bytesMax?: number; readonly timeoutMs: number }, call: Call): Promise<ExecResult>;
}
