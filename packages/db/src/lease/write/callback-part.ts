import { type CallbackId, newId } from "@berth/core";
import { CALLBACK_TASK } from "../../callback/task.ts";
import type { Parameter } from "../../query.ts";
import type { LeaseChange } from "../../stores.ts";
import { toJson } from "../../to-json.ts";

/**
 * Records the callback of an operation and queues its delivery; a second one for the same operation is dropped by the schema and
 * queues nothing. `queued` runs only when the statement reads it.
 */
export function callbackPart(p: Parameter, callback: LeaseChange["callback"]): string[] {
	if (callback === undefined) return [];
	return [
		`owed as (
			insert into callback (id, operation_id, lease_id, url, body)
			select ${p(newId<CallbackId>())}::uuid, ${p(callback.operationId)}::uuid, changed.id, ${p(callback.url)}::text,
				${p(toJson(callback.body))}::jsonb
			from changed
			on conflict (operation_id) do nothing
			returning id
		)`,
		`queued as (
			select graphile_worker.add_job('${CALLBACK_TASK}', json_build_object('id', owed.id), job_key := owed.id::text) from owed
		)`,
	];
}
