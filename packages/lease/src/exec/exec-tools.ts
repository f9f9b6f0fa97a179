import type { Clock, ExecOpened, LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine, ExecSession } from "@berth/engine";
import type { HintHub } from "../feed/hint-hub.ts";
import type { Log } from "../observe.ts";
import type { Directory } from "../queries/directory.ts";
import type { Caller } from "../service.ts";
import type { ExecLimits, ExecMetrics } from "./exec-service.ts";
import type { SessionRecorder } from "./record-session.ts";
import type { SessionRoom } from "./session-room.ts";

/** What sessions are made with. */
export interface ExecTools {
	readonly stores: Pick<Stores, "leases" | "reader">;
	readonly engine: Pick<Engine, "exec" | "containers">;
	/** The node whose containers the engine shows; null when it shows all of them. */
	readonly engineNode: string | null;
	readonly directory: Pick<Directory, "nodes">;
	readonly hub: HintHub;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: ExecMetrics;
	readonly limits: ExecLimits;
	readonly room: SessionRoom;
	readonly recorder: SessionRecorder;
}

/** A program that somebody talks with, and what it belongs to. */
export interface Running {
	readonly opened: ExecOpened;
	readonly caller: Caller;
	readonly leaseId: LeaseId;
	readonly containerId: string;
	readonly program: ExecSession;
	readonly mayStill: () => Promise<unknown>;
}
