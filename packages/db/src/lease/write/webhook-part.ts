import { webhookEventOf } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import { newUuid } from "../../new-uuid.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";
import { queueWebhook } from "../../webhook/task.ts";

/**
 * Owes the events of a change to the webhooks that want them, and queues that: in the statement that writes the events, and in no
 * statement at all where none of them is one that webhooks are told, as when a command is accepted. `rung` runs only when the statement
 * reads it.
 *
 * Cost  webhook_tenant_idx; where nobody wants them that is all.
 */
export function webhookPart(p: Parameter, events: LeaseChange["events"]): string[] {
	const told = events.flatMap(({ operationId, body }, at) => {
		const event = webhookEventOf(body);
		return event === null ? [] : [{ ...event, operationId, back: events.length - 1 - at }];
	});
	if (told.length === 0) return [];
	return [
		`due as (
			insert into webhook_delivery (id, webhook_id, type, at, tenant_id, lease_id, lease_seq, operation_id, data, owed_since)
			select ${newUuid}, webhook.id, event.type, statement_timestamp(), changed.tenant_id, changed.id, changed.event_seq - event.back,
				event."operationId", event.data, statement_timestamp()
			from changed, jsonb_to_recordset(${p(toJson(told))}::jsonb) as event (type text, back int, "operationId" uuid, data jsonb), webhook
			where webhook.enabled and event.type = any(webhook.types) and (webhook.tenant_id = changed.tenant_id or webhook.tenant_id is null)
			returning id, webhook_id
		)`,
		`rung as (select ${queueWebhook("due.id", "due.webhook_id")} from due)`,
	];
}
