import type { LeaseEvent } from "./event.ts";
import type { LeaseState } from "./state.ts";
import type { LeaseDetail, LeaseSummary } from "./view.ts";

/**
 * What a subscriber of one lease hears. The first message, and any after a position that is too old, is a `reset`;
 * each later one carries the events since and the lease as it stands after them. The position is the last `seq`.
 */
export interface LeaseFeedMessage {
	readonly kind: "reset" | "change";
	readonly lease: LeaseDetail;
	readonly events: readonly LeaseEvent[];
}

/** What a subscriber of a list hears: the whole first page at first, then each lease that changed. */
export type LeaseListMessage =
	| { readonly kind: "reset"; readonly leases: readonly LeaseSummary[] }
	| { readonly kind: "change"; readonly lease: LeaseSummary };

/** One line of the merged log of a lease. `cursor` is a position to resume from. */
export interface LogLine {
	readonly kind: "line";
	readonly cursor: string;
	readonly service: string;
	readonly instance: number;
	readonly stream: "stdout" | "stderr";
	readonly at: string;
	readonly text: string;
	readonly truncated: boolean;
}

/** Told when lines were lost to a slow reader, or an instance's stream began or ended. */
export type LogNotice =
	| {
			readonly kind: "gap";
			readonly cursor: string;
			readonly skipped: number;
			/** Whose lines they were. */
			readonly service: string;
			readonly instance: number;
	  }
	| {
			readonly kind: "instance";
			readonly cursor: string;
			readonly service: string;
			readonly instance: number;
			readonly what: "started" | "ended";
			readonly at: string;
	  };

export type LogMessage = LogLine | LogNotice;

/** Some lines of a log, oldest first. */
export interface LogPage {
	readonly lines: readonly LogLine[];
	/** Whether there are more in the direction that was asked for. */
	readonly hasMore: boolean;
}

/** How far a scan of a log has come. */
export interface LogScanProgress {
	readonly lines: number;
	/** Of text. */
	readonly bytes: number;
	readonly matches: number;
	/** The time of the newest line that was read; null before the first. */
	readonly at: string | null;
}

/** Why a scan is over: the log is, or a limit was reached. */
export type LogScanEnd = "end" | "bytes" | "matches" | "time";

/** What a scan of a log says: what it found, how far it has come, and last of all why it ended. */
export type LogScanMessage =
	| LogLine
	| ({ readonly kind: "progress" } & LogScanProgress)
	| ({ readonly kind: "end"; readonly why: LogScanEnd } & LogScanProgress);

/** One row of the admin's actors table. Ages and durations in milliseconds, times ISO 8601. */
export interface ActorView {
	readonly leaseId: string;
	readonly leaseName: string;
	readonly tenantName: string;
	readonly nodeId: string;
	readonly state: LeaseState;
	readonly run: "idle" | "busy" | "passive" | "quarantined";
	readonly inbox: number;
	readonly inboxMax: number;
	readonly inboxHigh: number;
	readonly refused: number;
	/** Since when the oldest message of the inbox waits; null when none does. */
	readonly oldestAt: string | null;
	readonly current: string | null;
	readonly step: string | null;
	readonly startedAt: string | null;
	readonly deadlineAt: string | null;
	/** Which try of the work of its state this is; the first is 0. */
	readonly attempt: number;
	/** How long past its deadline; 0 when within it. */
	readonly stuckMs: number;
	readonly lastTransition: { readonly from: LeaseState | null; readonly to: LeaseState; readonly at: string } | null;
	readonly nextTimerAt: string | null;
	readonly panics: number;
	/** How often it was restarted by hand, in the process that works it. */
	readonly restarts: number;
}
