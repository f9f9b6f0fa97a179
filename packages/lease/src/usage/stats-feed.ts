import type { StatsSample } from "@berth/engine";

/** What one instance uses now, or why that is not known. */
export interface InstanceStats {
	readonly service: string;
	readonly index: number;
	readonly generation: number;
	readonly sample: StatsSample | null;
	/** Null while there is a sample, and before the first word of its engine. */
	readonly gap: "stopped" | "absent" | "stale" | null;
}

/** All instances of a lease at one moment. */
export interface StatsFeedMessage {
	readonly at: string;
	readonly instances: readonly InstanceStats[];
}
