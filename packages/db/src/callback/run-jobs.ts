import { setTimeout as sleep } from "node:timers/promises";
import { asError, type LeaseId, type Millis, SECOND } from "@berth/core";
import { Logger, run, type TaskList } from "graphile-worker";
import type pg from "pg";
import { rowsOf } from "../query.ts";
import { DELIVERY_MS, freeAbandonedJobs } from "./free-abandoned.ts";
import { CALLBACK_TASK, queueDelivery } from "./task.ts";

/** New jobs are announced; the poll only finds the retries that came due. Longer: they come later. Shorter: an idle system works. */
const POLL_MS = 10 * SECOND;
const CONCURRENCY = 4;
/** How long deliveries under way may go on after a stop before their signal is aborted. */
const ABORT_AFTER_MS = 2 * SECOND;
const RESTART_MS = 1 * SECOND;

// What was queued meanwhile would run earlier than the head's next try is due, to no avail: it is put off with it.
const lookAgain = `select ${queueDelivery("$1::text", "replace", "now() + $2::float8 * interval '1 ms'")}`;

/** Makes one try of what is owed for a lease. Returns how long to wait before the next, or null when nothing more is owed. */
export type DeliverOwed = (leaseId: LeaseId, signal: AbortSignal) => Promise<Millis | null>;

export interface CallbackJobs {
	/** Jobs of the library run on a pool of their own: one connection listens, the others are let go when idle. */
	readonly pool: pg.Pool;
	readonly deliver: DeliverOwed;
	readonly onWarning?: (message: string, error: Error) => void;
}

/**
 * Delivers what is owed until the signal aborts. When the next try is due is the deliverer's to say; one that throws or takes longer
 * than 30 s is called again by the library, later each time, and one cut off by a crash a minute or two later.
 *
 * Returns when what ran has ended. Trouble with the database is a warning; the runner starts again by itself.
 */
export async function runCallbackJobs(jobs: CallbackJobs, signal: AbortSignal): Promise<void> {
	const taskList: TaskList = {
		[CALLBACK_TASK]: async (payload, { abortSignal }) => {
			// The payload is written by `queueDelivery` alone.
			const { leaseId } = payload as { leaseId: LeaseId };
			const waitMs = await jobs.deliver(leaseId, AbortSignal.any([abortSignal, AbortSignal.timeout(DELIVERY_MS)]));
			if (waitMs !== null) await rowsOf(jobs.pool, lookAgain, [leaseId, waitMs]);
		},
	};
	while (!signal.aborted) {
		try {
			await runUntil(jobs, taskList, signal);
		} catch (error) {
			jobs.onWarning?.("the callback runner stopped", asError(error));
		}
		if (!signal.aborted) await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);
	}
}

async function runUntil(jobs: CallbackJobs, taskList: TaskList, signal: AbortSignal): Promise<void> {
	const runner = await run({
		pgPool: jobs.pool,
		taskList,
		parsedCronItems: [],
		concurrency: CONCURRENCY,
		pollInterval: POLL_MS,
		gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
		noHandleSignals: true,
		logger: warningsOf(jobs),
	});
	const rescue = () => void freeAbandonedJobs(jobs.pool).catch((error) => jobs.onWarning?.("abandoned jobs stay", asError(error)));
	rescue();
	const rescuing = setInterval(rescue, DELIVERY_MS);
	const stop = () => void runner.stop().catch(() => undefined);
	signal.addEventListener("abort", stop, { once: true });
	if (signal.aborted) stop();
	try {
		await runner.promise;
	} finally {
		clearInterval(rescuing);
		signal.removeEventListener("abort", stop);
	}
}

/** The library's own words go nowhere but into the cause of a warning: a failed delivery is noted on its row. */
const warningsOf = ({ onWarning }: CallbackJobs) =>
	new Logger(({ jobId }) => (level, message, meta) => {
		if (level !== "error" || jobId !== undefined) return;
		onWarning?.("the callback runner reports trouble", asError(meta?.error ?? message));
	});
