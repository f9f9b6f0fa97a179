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

export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

export interface ExecOutput {
	readonly stream: "stdout" | "stderr";
	readonly bytes: Uint8Array;
}

/** A program that runs while somebody talks with it. Disposing of it hangs up: what still runs is ended as far as the host lets us. */
export interface ExecSession extends AsyncDisposable {
	/**
	 * What the program prints, once, no faster than it is taken: while nobody takes it the program waits. Of a terminal all of it is
	 * stdout. Ends when the program does.
	 */
	readonly output: AsyncIterable<ExecOutput>;
	/** Resolves when it may be given more; what comes after the end is dropped. */
	write(bytes: Uint8Array): Promise<void>;
	/** There is no more input. A terminal is told so by the key that a person would press. */
	end(): void;
	/** Nothing where there is no terminal. */
	resize(size: TerminalSize, call: Call): Promise<void>;
	/** The exit code, null while it runs. Errors  NOT_FOUND when its container is gone. */
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
	/** Runs a program to talk with, at a terminal of a size or, where that is null, at none; until it is disposed of or the signal fires. */
	open(id: string, options: ExecOptions & { readonly size: TerminalSize | null }, call: Call): Promise<ExecSession>;
	/**
	 * Runs a container of its own to its end, gives what it said and removes it, also when that failed or was given up. What of ours
	 * stands under its name is removed first.
	 *
	 * Errors  those of `ensure` and `start`.
	 */
	runToExit(spec: ContainerSpec, options: { readonly bytesMax?: number; readonly timeoutMs: number }, call: Call): Promise<ExecResult>;
}
