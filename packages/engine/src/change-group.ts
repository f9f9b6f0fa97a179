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
	 * The spec hash of the container stays that of its creation, so a later `ensure` with the new limits replaces it.
	 * Errors  NOT_FOUND; CONFLICT for what is not ours; BAD_INPUT when the daemon refuses, as for less memory than is in use.
	 */
	updateLimits(id: string, limits: LimitChange, call: Call): Promise<{ readonly changed: boolean }>;
	/** Errors  NOT_FOUND; CONFLICT for what is not ours, or when the name is taken. */
	rename(id: string, name: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** Stops with the grace and starts again; starts what does not run. Errors  NOT_FOUND; CONFLICT for what is not ours. */
	restart(id: string, options: { readonly graceMs: number }, call: Call): Promise<void>;
}
