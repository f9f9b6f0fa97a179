import { setTimeout as sleep } from "node:timers/promises";
import { asError, type CallbackId, SECOND } from "@berth/core";
import { Logger, run, type TaskList } from "graphile-worker";
import type pg from "pg";
import { DELIVERY_MS, freeAbandonedJobs } from "./free-abandoned.ts";
import { CALLBACK_TASK } from "./task.ts";

/** New jobs are announced; the poll only finds the retries that came due. Longer: they come later. Shorter: an idle system works. */
const POLL_MS = 10 * SECOND;
const CONCURRENCY = 4;
/** How long deliveries under way may go on after a stop before their signal is aborted. */
const ABORT_AFTER_MS = 2 * SECOND;
const RESTART_MS = 1 * SECOND;

export interface CallbackJobs {
	/** Jobs of the library run on a pool of their own: one connection listens, the others are let go when idle. */
	readonly pool: pg.Pool;
	readonly deliver: (id: CallbackId, signal: AbortSignal) => Promise<void>;
	readonly onWarning?: (message: string, error: Error) => void;
}

/**
 * Delivers queued callbacks until the signal aborts. A delivery that throws or takes longer than 30 s is tried again with growing
 * waits, up to 25 times in about four days; one cut off by a crash is tried again a minute or two later.
 *
 * Returns when what ran has ended. Trouble with the database is a warning; the runner starts again by itself.
 */
export async function runCallbackJobs(jobs: CallbackJobs, signal: AbortSignal): Promise<void> {
	const taskList: TaskList = {
		[CALLBACK_TASK]: async (payload, { abortSignal }) => {
			// The payload is written by `callbackPart` alone.
			const { id } = payload as { id: CallbackId };
			await jobs.deliver(id, AbortSignal.any([abortSignal, AbortSignal.timeout(DELIVERY_MS)]));
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
