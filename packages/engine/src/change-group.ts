import type { Call } from "./call.ts";

/** New limits; what is absent stays as it is. */
export interface LimitChange {
	readonly memoryBytes?: number;
	readonly cpuMillis?: number;
	readonly pidsMax?: number;
}

/** What can be changed of a container that stands, without making it anew. */
export interface ChangeGroup {
	/**
	 * Changes limits in place, also while the container runs; memory and swap move together.
	 *
	 * Limits are no part of the spec hash: a later `ensure` with the new ones keeps the container, and with others sets those.
	 * Errors  NOT_FOUND; CONFLICT for what is not ours; BAD_INPUT when the daemon refuses, and with `data.why` = `memory-in-use` for less
	 *         memory than a container that runs has in use, or nobody knows how much that is: the kernel would kill it.
	 */
	updateLimits(id: string, limits: LimitChange, call: Call): Promise<{ readonly changed: boolean }>;
	/** Errors  NOT_FOUND; CONFLICT for what is not ours, or when the name is taken. */
	rename(id: string, name: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** Stops with the grace and starts again; starts what does not run. Errors  NOT_FOUND; CONFLICT for what is not ours. */
	restart(id: string, options: { readonly graceMs: number }, call: Call): Promise<void>;
}
