import { DAY, MINUTE, type Millis, SECOND } from "@berth/core";

/** How the use of leases is recorded. */
export interface UsageOptions {
	/** Between two readings of each container. Shorter: more of the processor. Longer: what a container did before it ended is lost. */
	readonly everyMs: Millis;
	/** What watching may take of one core, in percent, before it becomes rarer. */
	readonly cpuBudgetPercent: number;
	readonly minutesKeptMs: Millis;
	readonly hoursKeptMs: Millis;
}

export const defaultUsage: UsageOptions = { everyMs: 15 * SECOND, cpuBudgetPercent: 1, minutesKeptMs: 7 * DAY, hoursKeptMs: 400 * DAY };

/** Where only the daemon knows the figures, it is asked so many times more rarely: an answer costs it milliseconds. */
export const DAEMON_FACTOR = 4;
/** However much is saved, a container is read this often. */
export const EVERY_MAX_MS = 2 * MINUTE;
/** Of one core: a container that uses less is at rest. */
export const REST_SHARE = 0.005;
/** While all containers of a node are at rest they are read so many times more rarely, but once a minute. More: what one did before it ended is lost. */
export const REST_FACTOR_MAX = 4;
/** Two readings further apart than this say nothing of the time between: it stays unmeasured. */
export const SPAN_MAX_MS = 5 * MINUTE;
/** Between looks at the disk: a call of the driver's tool, or one for each volume. */
export const DISK_EVERY_MS = 5 * MINUTE;
/** Containers are asked for anew at least this often; hints make it sooner. */
export const TARGETS_EVERY_MS = MINUTE;
/** Minutes that have been said are kept for so long, in case a late reading adds to them. */
export const SAID_KEPT_MS = 10 * MINUTE;
/** Minutes of services that are kept while the database cannot be reached, some 200 bytes each: an hour of a thousand services. */
export const MINUTES_MAX = 60_000;
