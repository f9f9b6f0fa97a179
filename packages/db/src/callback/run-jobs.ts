import type { LeaseId, Millis } from "@berth/core";
import { rowsOf } from "../query.ts";
import { runTask, type TaskRunner } from "./run-tasks.ts";
import { CALLBACK_TASK, queueDelivery } from "./task.ts";

// What was queued meanwhile would run earlier than the head's next try is due, to no avail: it is put off with it.
const lookAgain = `select ${queueDelivery("$1::text", "replace", "now() + $2::float8 * interval '1 ms'")}`;

/** Makes one try of what is owed for a lease. Returns how long to wait before the next, or null when nothing more is owed. */
export type DeliverOwed = (leaseId: LeaseId, signal: AbortSignal) => Promise<Millis | null>;

/** Delivers what is owed until the signal aborts. When the next try is due is the deliverer's to say. */
export const runCallbackJobs = (
	{ pool, deliver, ...runner }: Pick<TaskRunner, "pool" | "onWarning"> & { readonly deliver: DeliverOwed },
	signal: AbortSignal,
): Promise<void> =>
	runTask(
		{
			...runner,
			pool,
			name: CALLBACK_TASK,
			async task(payload, until) {
				// The payload is written by `queueDelivery` alone.
				const { leaseId } = payload as { leaseId: LeaseId };
				const waitMs = await deliver(leaseId, until);
				if (waitMs !== null) await rowsOf(pool, lookAgain, [leaseId, waitMs]);
			},
		},
		signal,
	);
