import type { TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { OperationRecord } from "../records.ts";
import { type OperationRow, operationColumns, toOperation } from "./operation-row.ts";

const text = `
	with known as (
		select id as known_id, request_hash as known_hash from operation where tenant_id = $1 and idempotency_key = $2
		union all
		select operation_id, request_hash from joined_request where tenant_id = $1 and idempotency_key = $2
		limit 1
	)
	select ${operationColumns}, known.known_hash from known join operation on operation.id = known.known_id`;

/** Reads what a tenant's idempotency key stands for, also one that joined. Cost: an entry of each of two unique keys; no lock. */
export async function findOperationByKey(
	db: Queryable,
	tenantId: TenantId,
	idempotencyKey: string,
): Promise<{ readonly operation: OperationRecord; readonly requestHash: string } | null> {
	const [row] = await rowsOf<OperationRow & { readonly known_hash: string }>(db, text, [tenantId, idempotencyKey]);
	return row === undefined ? null : { operation: toOperation(row), requestHash: row.known_hash };
}
