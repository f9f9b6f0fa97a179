/** The job that makes one try of one delivery; its payload is `{ deliveryId }`. */
export const WEBHOOK_TASK = "deliver_webhook";

/** The SQL that queues it, now or when `runAt` says: of one webhook one at a time, so that a slow receiver holds up none but itself. */
export const queueWebhook = (deliveryId: string, webhookId: string, runAt = "null"): string =>
	`graphile_worker.add_job('${WEBHOOK_TASK}', json_build_object('deliveryId', ${deliveryId}), queue_name := 'webhook:' || ${webhookId}, run_at := ${runAt}, job_key := 'webhook:' || ${deliveryId}, job_key_mode := 'replace')`;
