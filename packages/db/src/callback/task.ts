/** The job that delivers what is owed for one lease; its payload is `{ leaseId }`. */
export const CALLBACK_TASK = "deliver_callbacks";

/**
 * The SQL that queues a lease's job: at most one waits for each lease. `preserve_run_at` leaves one that waits for its next try
 * waiting, for what is new goes after what is owed; `replace` runs it now, or when `runAt` says.
 */
export const queueDelivery = (leaseId: string, mode: "preserve_run_at" | "replace", runAt = "null"): string =>
	`graphile_worker.add_job('${CALLBACK_TASK}', json_build_object('leaseId', ${leaseId}), run_at := ${runAt}, job_key := 'callbacks:' || ${leaseId}, job_key_mode := '${mode}')`;
