import { isOperationDone } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";
import { toJson } from "../../to-json.ts";

type NewOperation = NonNullable<LeaseChange["newOperation"]>;
type OperationChanges = NonNullable<LeaseChange["operations"]>;

/** Records a new operation; its key is refused by the unique index when the tenant used it before. */
export function newOperationPart(p: Parameter, operation: NewOperation | undefined): string[] {
	if (operation === undefined) return [];
	const doc = { ...operation, done: isOperationDone(operation.state) };
	return [
		`asked as (
			insert into operation (
				id, lease_id, tenant_id, kind, state, requested_by, release_number, instance, steps, callback_url, idempotency_key,
				request_hash, trace_parent, created_at, started_at, finished_at
			)
			select new.id, changed.id, changed.tenant_id, new.kind, new.state, new."requestedBy", new."releaseNumber", new.instance, new.steps,
				new."callbackUrl", new."idempotencyKey", new."requestHash", new."traceParent", statement_timestamp(),
				case when new.state = 'running' then statement_timestamp() end,
				case when new.done then statement_timestamp() end
			from changed, jsonb_to_record(${p(toJson(doc))}::jsonb) as new (
				id uuid, kind text, state text, "requestedBy" text, "releaseNumber" int, instance text, steps jsonb, "callbackUrl" text,
				"idempotencyKey" text, "requestHash" text, "traceParent" text, done boolean
			)
		)`,
	];
}

/** Moves operations of the lease on. A done one is left as it is. */
export function operationPart(p: Parameter, changes: OperationChanges = []): string[] {
	if (changes.length === 0) return [];
	const docs = changes.map((change) => ({ ...change, done: change.state !== undefined && isOperationDone(change.state) }));
	return [
		`moved as (
			update operation set
				state = coalesce(wish.doc ->> 'state', operation.state),
				steps = coalesce(wish.doc -> 'steps', operation.steps),
				reason = case when wish.doc ? 'reason' then wish.doc ->> 'reason' else operation.reason end,
				message = case when wish.doc ? 'message' then wish.doc ->> 'message' else operation.message end,
				started_at = case
					when wish.doc ? 'started' then coalesce(operation.started_at, statement_timestamp())
					else operation.started_at
				end,
				finished_at = case when (wish.doc ->> 'done')::boolean then statement_timestamp() end
			from changed, jsonb_array_elements(${p(toJson(docs))}::jsonb) as wish (doc)
			where operation.id = (wish.doc ->> 'id')::uuid and operation.lease_id = changed.id and operation.finished_at is null
		)`,
	];
}
