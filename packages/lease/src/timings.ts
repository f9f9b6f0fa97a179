import { DAY, HOUR, MINUTE, SECOND } from "@berth/core";
import type { AgentTimings, LaneOptions } from "./agent-types.ts";
import type { HistoryKept } from "./history/prune-history.ts";

/** What an agent uses unless its installation says otherwise; what goes wrong with other values stands beside each in {@link AgentTimings}. */
export const defaultTimings: AgentTimings = {
	claimMs: 10 * SECOND,
	reconcileMs: MINUTE,
	pollMs: 15 * SECOND,
	passivateMs: MINUTE,
	settleMs: 2 * SECOND,
	expiryNoticeMs: DAY,
	retentionNoticeMs: DAY,
	stuckNoticeMs: 5 * MINUTE,
	sweepMs: MINUTE,
	stepMs: { pull: 10 * MINUTE, verify: 5 * MINUTE, other: MINUTE },
	teardown: { firstMs: SECOND, maxMs: MINUTE, attempts: 8 },
};

/**
 * For a host of a few cores. The daemon starts containers nearly one after another, so that some six works keep it busy while each
 * of them spends half its time in the database: more only lengthen its own queue, where nobody takes turns.
 */
export const defaultLanes: LaneOptions = { workers: 8, perTenant: 4, closing: 1, pulls: 3 };

/** How long what was is remembered. Longer: more rows. Shorter: who asks why something is as it is finds nothing. */
export const defaultHistoryKept: HistoryKept = {
	releases: 90 * DAY,
	events: 30 * DAY,
	operations: 90 * DAY,
	diagnostics: 30 * DAY,
	audit: 365 * DAY,
	deliveries: 30 * DAY,
	logins: DAY,
	tries: HOUR,
};

/** Waits between tries of something that may come back. Too short: a daemon that boots is hammered. Too long: recovery is felt late. */
export const retryWaits = { firstMs: 100, maxMs: 2 * SECOND } as const;

/**
 * What happens in the work of a lease is gathered for this long before it is written. Shorter: steps that last no time are transactions
 * of their own. Longer: the page runs behind.
 */
export const GATHER_MS = 400;

/** Between two writes of a step's progress. Shorter: a pull writes more than it pulls. Longer: the page stutters. */
export const PROGRESS_MS = 500;

/** How long a superseded worker may take to let go. Every engine call gives up at its signal, so longer means a bug. */
export const PREEMPT_MS = 30 * SECOND;

/** How often work that throws is tried again before its operation fails with `Internal`. */
export const PANICS_MAX = 5;

/** The agent is called silent after this long without proof that its engine answers. Shorter: a slow daemon looks dead. */
export const NODE_SILENT_MS = 30 * SECOND;

/** Docker's own grace between asking a container to stop and killing it, for a service that names none. */
export const DEFAULT_GRACE_MS = 10 * SECOND;

/** The longest grace a manifest may ask for: what putting things right must allow for. */
export const GRACE_MAX_MS = 2 * MINUTE;

/** The n-th wait of a doubling series, n from 0. */
export const backoffMs = (attempt: number, waits: { readonly firstMs: number; readonly maxMs: number }): number =>
	Math.min(waits.maxMs, waits.firstMs * 2 ** Math.min(attempt, 20));
