import type { DeliveryId, Millis } from "@berth/core";
import { runTask, type TaskRunner } from "../callback/run-tasks.ts";
import { rowsOf } from "../query.ts";
import { createShares, WORKERS } from "./shares.ts";
import { queueWebhook, WEBHOOK_TASK } from "./task.ts";

const lookAgain = `
	select ${queueWebhook("delivery.id", "delivery.webhook_id", "now() + $2::float8 * interval '1 ms'")}
	from webhook_delivery delivery where delivery.id = $1`;

/** Makes one try of a delivery. Returns how long to wait before the next, or null when it is over. */
export type DeliverWebhook = (id: DeliveryId, signal: AbortSignal) => Promise<Millis | null>;

/**
 * Tells webhooks what they are owed until the signal aborts: on workers of its own, so that what is slow there holds up no callback, of
 * which each owner has a share, so that nobody's slow receivers hold up somebody else's.
 */
export function runWebhookJobs(
	{ pool, deliver, ...runner }: Pick<TaskRunner, "pool" | "onWarning"> & { readonly deliver: DeliverWebhook },
	signal: AbortSignal,
): Promise<void> {
	const shares = createShares();
	const again = (id: DeliveryId, waitMs: Millis) => rowsOf(pool, lookAgain, [id, waitMs]);
	return runTask(
		{
			...runner,
			pool,
			name: WEBHOOK_TASK,
			workers: WORKERS,
			notNow: shares.full,
			async task(payload, until, [owner = NOBODY]) {
				// The payload is written by `queueWebhook` alone.
				const { deliveryId } = payload as { deliveryId: DeliveryId };
				const leave = shares.enter(owner);
				// It was taken before others of its owner began. Its owner is full now, so that it is not taken again at once.
				if (leave === null) return void (await again(deliveryId, 0));
				try {
					const waitMs = await deliver(deliveryId, until);
					if (waitMs !== null) await again(deliveryId, waitMs);
				} finally {
					leave();
				}
			},
		},
		signal,
	);
}

/** Of a job that was queued before jobs said whose they are. */
const NOBODY = "of:nobody";
