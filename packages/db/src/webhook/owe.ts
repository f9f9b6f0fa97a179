import type { WebhookEventType } from "@berth/core";
import { newUuid } from "../new-uuid.ts";
import { queueWebhook } from "./task.ts";

/** What is told of something that stands in no lease's log. */
interface Owed {
	/** Rows that it is told of, with the row of the lease as `lease`. */
	readonly from: string;
	readonly tenantId: string;
	/** The SQL of the event's data. */
	readonly data: string;
	/** Which webhooks beside those that want it. */
	readonly whose: string;
}

/**
 * Parts of a statement that owe an event to the webhooks that want it, and queue that: `owed` and `rung`, which runs only when the
 * statement reads it. One that was told of the same already, by the lease and its newest event, is not told again.
 *
 * Cost  webhook_tenant_idx for each row.
 */
export const oweParts = (type: WebhookEventType, { from, tenantId, data, whose }: Owed): string[] => [
	`owed as (
		insert into webhook_delivery (id, webhook_id, type, at, tenant_id, lease_id, lease_seq, data, owed_since)
		select ${newUuid}, webhook.id, '${type}', statement_timestamp(), ${tenantId}, lease.id, lease.event_seq, ${data}, statement_timestamp()
		from ${from} join webhook on webhook.enabled and '${type}' = any(webhook.types) and (${whose})
		on conflict do nothing
		returning id, webhook_id
	)`,
	`rung as (select ${queueWebhook("owed.id", "owed.webhook_id")} from owed)`,
];
