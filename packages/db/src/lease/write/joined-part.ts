import type { LeaseChange } from "../../lease-change.ts";
import type { Parameter } from "../../query.ts";

/** Remembers the key of a request that joined an operation; the schema refuses one that stands for something already. */
export function joinedPart(p: Parameter, joined: LeaseChange["joinedBy"]): string[] {
	if (joined === undefined) return [];
	return [
		`joined as (
			insert into joined_request (tenant_id, idempotency_key, operation_id, request_hash)
			select changed.tenant_id, ${p(joined.idempotencyKey)}::text, ${p(joined.operationId)}::uuid, ${p(joined.requestHash)}::text
			from changed
		)`,
	];
}
