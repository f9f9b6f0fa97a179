import type { LeaseId, NodeId } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { EngineCall } from "./engine-calls.ts";
import type { Handled } from "./handled-log.ts";

/** What an actor shows of itself. */
export interface ActorState {
	readonly lease: LeaseRecord | null;
	readonly depth: number;
	readonly high: number;
	readonly refused: number;
	/** When the oldest message of the inbox was offered. */
	readonly oldestAt: Date | null;
	readonly panics: number;
	/** How often it was let go and made anew by hand, in this process. */
	readonly restarts: number;
	readonly busy: boolean;
	/** Its work waits for a turn on the node: the time until then is not counted against it. */
	readonly queued: boolean;
	readonly current: string | null;
	readonly step: string | null;
	readonly startedAt: Date | null;
	readonly timerAt: Date | null;
	readonly lastMove: { readonly from: LeaseRecord["state"] | null; readonly to: LeaseRecord["state"]; readonly at: Date } | null;
	/** Calls of the engine that have not returned, the oldest first. */
	calls(): readonly EngineCall[];
	/** The newest messages it handled, the newest first. */
	handled(): readonly Handled[];
}

/** The actors of the node that a process works. */
export interface ActorsHere {
	readonly nodeId: NodeId;
	/** Null where the lease has none at present. */
	stateOf(leaseId: LeaseId): ActorState | null;
}
