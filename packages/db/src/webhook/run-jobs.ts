import type { DeliveryId, Millis } from "@berth/core";
import { runTask, type TaskRunner } from "../callback/run-tasks.ts";
import { rowsOf } from "../query.ts";
import { queueWebhook, WEBHOOK_TASK } from "./task.ts";

const lookAgain = `
	select ${queueWebhook("delivery.id", "delivery.webhook_id", "now() + $2::float8 * interval '1 ms'")}
	from webhook_delivery delivery where delivery.id = $1`;

/** Makes one try of a delivery. Returns how long to wait before the next, or null when it is over. */
export type DeliverWebhook = (id: DeliveryId, signal: AbortSignal) => Promise<Millis | null>;

/** Tells webhooks what they are owed until the signal aborts: on workers of its own, so that what is slow there holds up no callback. */
export const runWebhookJobs = (
	{ pool, deliver, ...runner }: Pick<TaskRunner, "pool" | "onWarning"> & { readonly deliver: DeliverWebhook },
	signal: AbortSignal,
): Promise<void> =>
	runTask(
		{
			...runner,
			pool,
			name: WEBHOOK_TASK,
			async task(payload, until) {
				// The payload is written by `queueWebhook` alone.
				const { deliveryId } = payload as { deliveryId: DeliveryId };
				const waitMs = await deliver(deliveryId, until);
				if (waitMs !== null) await rowsOf(pool, lookAgain, [deliveryId, waitMs]);
			},
		},
		signal,
	);
