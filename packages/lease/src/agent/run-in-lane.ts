import { type Clock, isClosing, type Millis, SECOND } from "@berth/core";
import type { Fence, LeaseRecord, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { followCalls } from "../actor/engine-calls.ts";
import type { RunWork, WorkReport, WorkSignals } from "../actor/worker.ts";
import type { Apply } from "../apply.ts";
import { type Deadlines, deadlineOf } from "../machine/work-of.ts";
import type { Worked } from "../work/run-work.ts";
import type { WorkTools } from "../work/work.ts";
import { createWriter } from "../work/writer.ts";
import { engineInLane } from "./lane-engine.ts";
import type { Lanes } from "./lanes.ts";

export interface LaneTools {
	readonly lanes: Lanes;
	readonly engine: Engine;
	readonly clock: Clock;
	readonly stores: Pick<Stores, "operations">;
	readonly apply: Apply;
	readonly fence: Fence;
	readonly deadlines: Deadlines;
}

/** What work has instead of the node's own engine, so that it keeps to its lane. */
export type InLane = Pick<WorkTools, "engine" | "pulling">;

/** Work that waits for its turn on the node, and whose deadline begins when it has it. */
export const runInLane =
	(
		tools: LaneTools,
		run: (inLane: InLane, lease: LeaseRecord, signals: WorkSignals, onStep: WorkReport["onStep"]) => Promise<Worked>,
	): RunWork =>
	async (lease, signals, { onStep, onWait, onCalls }) => {
		const leftMs = lease.deadlineAt === null ? null : lease.deadlineAt.getTime() - lease.readAt.getTime();
		const { tenantId, state } = lease;
		const mine = { tenantId, closing: isClosing(state), onlyReads: state === "failing", onWait };
		return await tools.lanes.run(mine, signals, async (lane, waitedMs) => {
			// Below the lane: a call that waits for its turn is not one that the engine is slow with.
			const { engine, calls } = followCalls(tools.engine, tools.clock);
			onCalls(calls);
			const inLane: InLane = {
				engine: engineInLane(engine, lane),
				pulling: (_tenantId, signal, pull) => lane.pull(signal, pull),
			};
			const row =
				waitedMs < NOTICED_MS || leftMs === null || leftMs <= 0 ? lease : await beginAnew(tools, lease, signals.preempted, leftMs);
			return await run(inLane, row, signals, onStep);
		});
	};

/** A shorter wait is not worth a write. */
const NOTICED_MS = SECOND;

/**
 * Gives a lease the time again that it spent waiting: all of it when nothing was begun, else what was left.
 *
 * Errors  Superseded; CLAIM_LOST, DATABASE_UNAVAILABLE.
 */
async function beginAnew(tools: LaneTools, lease: LeaseRecord, preempted: AbortSignal, leftMs: Millis): Promise<LeaseRecord> {
	const operation = lease.operationId === null ? null : await tools.stores.operations.find(lease.operationId);
	const wholeMs = deadlineOf(lease.state, tools.deadlines);
	const deadlineInMs = operation?.state === "queued" && wholeMs !== null ? wholeMs : leftMs;
	const writer = createWriter(tools.apply, tools.fence, lease, preempted);
	return (await writer.write(() => ({ change: { set: { deadlineInMs }, events: [] }, result: undefined }))).lease;
}
