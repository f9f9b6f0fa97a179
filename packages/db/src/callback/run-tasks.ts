import { setTimeout as sleep } from "node:timers/promises";
import { asError, SECOND } from "@berth/core";
import { Logger, run, type Task } from "graphile-worker";
import type pg from "pg";
import { DELIVERY_MS, freeAbandonedJobs } from "./free-abandoned.ts";

/** New jobs are announced; the poll only finds the retries that came due. Longer: they come later. Shorter: an idle system works. */
const POLL_MS = 10 * SECOND;
const WORKERS = 4;
/** How long deliveries under way may go on after a stop before their signal is aborted. */
const ABORT_AFTER_MS = 2 * SECOND;
const RESTART_MS = 1 * SECOND;

export interface TaskRunner {
	/** Jobs of the library run on a pool of their own: of each runner one connection listens, the others are let go when idle. */
	readonly pool: pg.Pool;
	readonly name: string;
	readonly task: (payload: unknown, signal: AbortSignal, flags: readonly string[]) => Promise<void>;
	/** How many run at once. */
	readonly workers?: number;
	/** Flags whose jobs are left waiting for now; asked whenever a worker looks for its next job. */
	readonly notNow?: () => string[];
	readonly onWarning?: (message: string, error: Error) => void;
}

/**
 * Runs the jobs of one task until the signal aborts. One that throws or takes longer than 30 s is called again by the library, later
 * each time, and one cut off by a crash a minute or two later.
 *
 * Returns when what ran has ended. Trouble with the database is a warning; the runner starts again by itself.
 */
export async function runTask(runner: TaskRunner, signal: AbortSignal): Promise<void> {
	const task: Task = (payload, { abortSignal, job }) =>
		runner.task(payload, AbortSignal.any([abortSignal, AbortSignal.timeout(DELIVERY_MS)]), Object.keys(job.flags ?? {}));
	while (!signal.aborted) {
		try {
			await runUntil(runner, task, signal);
		} catch (error) {
			runner.onWarning?.(`the runner of ${runner.name} stopped`, asError(error));
		}
		if (!signal.aborted) await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);
	}
}

async function runUntil({ pool, name, onWarning, workers = WORKERS, notNow }: TaskRunner, task: Task, signal: AbortSignal): Promise<void> {
	const runner = await run({
		pgPool: pool,
		taskList: { [name]: task },
		parsedCronItems: [],
		concurrency: workers,
		...(notNow && { forbiddenFlags: notNow }),
		pollInterval: POLL_MS,
		gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
		// Nobody waits for the note that a job ended unless notes are batched: one that fails would end the process. So it ends the runner.
		preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
		noHandleSignals: true,
		// The library's own words go nowhere but into the cause of a warning: a failed delivery is noted on its row.
		logger: new Logger(({ jobId }) => (level, _message, meta) => {
			if (level === "error" && jobId === undefined) onWarning?.(`the runner of ${name} reports trouble`, asError(meta?.error ?? _message));
		}),
	});
	const rescue = () => void freeAbandonedJobs(pool, name).catch((error) => onWarning?.("abandoned jobs stay", asError(error)));
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
