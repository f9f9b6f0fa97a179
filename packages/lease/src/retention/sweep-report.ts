import type { MissingRecord } from "./lost-watch.ts";
import type { SweepSkipped } from "./sweep-skipped.ts";

/** How the last sweep of retained data went, and which of it was not found on the disk. */
export interface SweepReport {
	/** When it ended; null before the first. */
	readonly at: Date | null;
	/** When the next one begins, unless it is asked for before; null while the first one runs. */
	readonly nextAt: Date | null;
	/** Why nothing was destroyed, or not all of it. */
	readonly reapSkipped: SweepSkipped | null;
	/** Why nobody looked whether what is retained is there. */
	readonly lookSkipped: SweepSkipped | null;
	readonly missing: readonly MissingRecord[];
}
