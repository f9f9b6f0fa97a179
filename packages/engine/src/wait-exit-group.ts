import type { Call } from "./call.ts";

export interface ContainerExit {
	readonly exitCode: number | null;
	readonly oomKilled: boolean;
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
}
