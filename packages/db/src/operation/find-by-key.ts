import type { TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { OperationRecord } from "../records.ts";
import { type OperationRow, operationColumns, toOperation } from "./operation-row.ts";

const text = `select ${operationColumns} from operation where tenant_id = $1 and idempotency_key = $2`;

/** Reads what a tenant's idempotency key stands for. Cost: one entry of operation_idempotency_key; no lock. */
export async function findOperationByKey(
	db: Queryable,
	tenantId: TenantId,
	idempotencyKey: string,
): Promise<{ readonly operation: OperationRecord; readonly requestHash: string } | null> {
	const [row] = await rowsOf<OperationRow>(db, text, [tenantId, idempotencyKey]);
	return row === undefined ? null : { operation: toOperation(row), requestHash: row.request_hash };
}
