import type { Clock, Millis } from "@berth/core";
import type { LaneDepth, LaneKind, LaneOptions } from "../agent-types.ts";
import type { LeaseMetrics } from "../observe.ts";
import { createLane, type Lane } from "./lane.ts";
import { createGate } from "./lane-gate.ts";

/** How much of a node's work goes on at a time, and whose is next. */
export interface Lanes {
	/**
	 * Waits for a lane, runs the work in it, and gives it back.
	 *
	 * A cancelled work waits no longer: it runs at once without a lane, and has to wait for one when it wants something changed.
	 * Errors  what `preempted` was aborted with; the work's own.
	 */
	run<T>(work: LaneWork, signals: LaneSignals, run: (lane: Lane, waitedMs: Millis) => Promise<T>): Promise<T>;
	depths(): Record<LaneKind, LaneDepth>;
}

export interface LaneWork {
	readonly tenantId: string;
	readonly closing: boolean;
	/** It only looks, and so waits for no lane before it begins. */
	readonly onlyReads?: boolean;
	/** Told how to ask how many go before it while it waits for its first lane, and null when it waits no more. */
	readonly onWait?: (before: (() => number) | null) => void;
}

export interface LaneSignals {
	readonly preempted: AbortSignal;
	readonly cancelled: AbortSignal;
}

export function createLanes(options: LaneOptions & { readonly clock: Clock; readonly metrics: Pick<LeaseMetrics, "waited"> }): Lanes {
	const { workers, perTenant, closing, pulls, clock, metrics } = options;
	const work = createGate({ lanes: workers, perTenant, closing }, clock, (ms) => metrics.waited("work", ms));
	// One slot stays for whoever has none.
	const pull = createGate({ lanes: pulls, perTenant: Math.max(1, pulls - 1), closing: 0 }, clock, (ms) => metrics.waited("pull", ms));
	return {
		async run({ tenantId, closing, onlyReads = false, onWait }, { preempted, cancelled }, run) {
			const request = { tenantId, closing, resuming: false };
			const enter = async () => {
				const entering = work.enter(request, AbortSignal.any([preempted, cancelled]));
				onWait?.(() => work.before(request));
				try {
					return await entering;
				} catch (err) {
					preempted.throwIfAborted();
					if (cancelled.aborted) return null;
					throw err;
				} finally {
					onWait?.(null);
				}
			};
			const waitedMs = onlyReads ? null : await enter();
			// What puts right what was given up frees room, too.
			const isClosing = () => closing || cancelled.aborted;
			const lane = createLane({ work, pull, request, isHeld: waitedMs !== null, isClosing });
			try {
				return await run(lane, waitedMs ?? 0);
			} finally {
				lane.leave();
			}
		},
		depths: () => ({ work: work.depth(), pull: pull.depth() }),
	};
}
