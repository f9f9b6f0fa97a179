import type { Call } from "./call.ts";
import type { ContainerSpec } from "./spec.ts";

export interface ContainerExit {
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
	readonly finishedAt: string | null;
}

/** An init that did its work. */
export interface InitEnd {
	readonly id: string;
	/** Whether it was run for it; one that was done already is not run again. */
	readonly changed: boolean;
	readonly finishedAt: string | null;
}

export interface WaitExitGroup {
	/**
	 * Resolves when the container has ended, at once when it has before; one that was not started is waited for. A code other than 0
	 * is a result and no error: whoever runs an init judges it.
	 *
	 * Errors  NOT_FOUND when it is gone; TIMEOUT past `timeoutMs`, and the container is left as it is.
	 */
	waitExit(id: string, options: { readonly timeoutMs: number }, call: Call): Promise<ContainerExit>;
	/**
	 * Makes an init, as `ensure` does, and runs it to exit 0; it is left standing then, and counts as completed. One that is done is not
	 * run again, one that still runs is waited for, one that failed before is run anew.
	 *
	 * `timeoutMs`: for all its tries; `tries`: how often in all it is run when it fails, once when absent.
	 * Errors  those of `ensure` and `start`; BAD_INPUT when it has ports; INSTANCE_EXITED when it ended otherwise (`data.exitCode`,
	 *         `data.oomKilled`, `data.logTail`), and it is left standing; TIMEOUT (`data.logTail`) and ABORTED, and it is removed.
	 */
	runInit(spec: ContainerSpec, options: { readonly timeoutMs: number; readonly tries?: number }, call: Call): Promise<InitEnd>;
}
