import type { LeaseRecord } from "@berth/db";
import type { LeaseMetrics } from "../observe.ts";
import { dueMs } from "./lease-actor.ts";

/**
 * Counts how late work begins that was due, by the database's clock. What was due before this agent had any work is the wait for an
 * agent, and not for an actor.
 */
export function createWakeLag(metrics: Pick<LeaseMetrics, "woken">): (row: Pick<LeaseRecord, "wakeAt" | "stateSince" | "readAt">) => void {
	let sinceMs: number | null = null;
	return (row) => {
		sinceMs ??= row.readAt.getTime();
		if (dueMs(row) >= sinceMs) metrics.woken(row.readAt.getTime() - dueMs(row));
	};
}
