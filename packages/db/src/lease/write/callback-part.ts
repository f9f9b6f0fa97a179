import { type CallbackId, newId } from "@berth/core";
import { queueDelivery } from "../../callback/task.ts";
import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

/**
 * Records the callback of an operation and queues its delivery; a second one for the same operation is dropped by the schema and
 * queues nothing. Its place in the lease's order is the end of the event log, taken under the row's lock. `queued` runs only when the
 * statement reads it.
 */
export function callbackPart(p: Parameter, callback: LeaseChange["callback"]): string[] {
	if (callback === undefined) return [];
	return [
		`owed as (
			insert into callback (id, operation_id, lease_id, lease_seq, url, body)
			select ${p(newId<CallbackId>())}::uuid, ${p(callback.operationId)}::uuid, changed.id, changed.event_seq,
				${p(callback.url)}::text, ${p(toJson(callback.body))}::jsonb
			from changed
			on conflict (operation_id) do nothing
			returning lease_id
		)`,
		`queued as (select ${queueDelivery("owed.lease_id", "preserve_run_at")} from owed)`,
	];
}
