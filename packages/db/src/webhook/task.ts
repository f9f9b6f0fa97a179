/** The job that makes one try of one delivery; its payload is `{ deliveryId }`. */
export const WEBHOOK_TASK = "deliver_webhook";

/** Whose webhook a job is of: what shares of the workers are counted by. */
const ownerFlag = (webhookId: string) =>
	`(select array['of:' || coalesce(whose.tenant_id::text, 'installation')] from webhook whose where whose.id = ${webhookId})`;

/**
 * The SQL that queues it, now or when `runAt` says: of one webhook one at a time, so that a slow receiver holds up none but itself, and
 * with its owner's flag, so that an owner of many slow ones holds up no other.
 */
export const queueWebhook = (deliveryId: string, webhookId: string, runAt = "null"): string =>
	`graphile_worker.add_job('${WEBHOOK_TASK}', json_build_object('deliveryId', ${deliveryId}), queue_name := 'webhook:' || ${webhookId}, run_at := ${runAt}, job_key := 'webhook:' || ${deliveryId}, flags := ${ownerFlag(webhookId)}, job_key_mode := 'replace')`;
