import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

/** Appends events with the next numbers of the lease; `changed` has counted them already, under the row's lock. */
export function eventPart(p: Parameter, events: LeaseChange["events"]): string[] {
	if (events.length === 0) return [];
	return [
		`appended as (
			insert into lease_event (lease_id, tenant_id, seq, at, operation_id, actor, body)
			select changed.id, changed.tenant_id, changed.event_seq - ${p(events.length)}::int + event.ordinality, statement_timestamp(),
				(event.doc ->> 'operationId')::uuid, event.doc ->> 'actor', event.doc -> 'body'
			from changed, jsonb_array_elements(${p(toJson(events))}::jsonb) with ordinality as event (doc, ordinality)
		)`,
	];
}
