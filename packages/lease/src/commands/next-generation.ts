import type { LeaseChange, LeaseRecord } from "@berth/db";

/**
 * What a replacement sets on the row: its containers are of the next generation, and what does not serve now is nothing to go back
 * to. A stopped lease keeps saying what a start brings back.
 */
export const nextGeneration = (lease: LeaseRecord): NonNullable<LeaseChange["set"]> => ({
	generation: lease.generation + 1,
	...(lease.state !== "ready" && lease.state !== "stopped" && { serving: null }),
});
