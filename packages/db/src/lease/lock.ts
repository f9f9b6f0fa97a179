import { AppError, type LeaseId } from "@berth/core";
import type pg from "pg";
import { type OperationRow, operationColumns, toOperation } from "../operation/operation-row.ts";
import { rowsOf } from "../query.ts";
import type { LeaseRecord, OperationRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `
	select ${leaseColumns},
		(select row_to_json(o) from (select ${operationColumns} from operation where operation.id = lease.operation_id) o) as operation,
		(select seen.version from lease seen where seen.id = $1) as seen_version
	from lease
	where lease.id = $1 and ($2::uuid is null or lease.tenant_id = $2)
	for update of lease`;

type Row = LeaseRow & { readonly operation: OperationRow | null; readonly seen_version: number };

/**
 * Reads a lease and its operation and keeps the lease's row locked until the transaction ends.
 *
 * Errors  NOT_FOUND (also for another tenant's).
 * Cost    two primary keys; one round trip, two when it had to wait.
 */
export async function lockLease(
	client: pg.PoolClient,
	id: LeaseId,
	scope: Scope,
): Promise<{ readonly lease: LeaseRecord; readonly operation: OperationRecord | null }> {
	const read = () => rowsOf<Row>(client, text, [id, scope === "all" ? null : scope.tenantId]);
	let [row] = await read();
	// A statement that waited for the lock gives the lease as it is now, but the operation as it was before the wait.
	if (row !== undefined && row.seen_version !== row.version) [row] = await read();
	if (row === undefined) throw new AppError("NOT_FOUND");
	return { lease: toLease(row), operation: row.operation === null ? null : toOperation(row.operation) };
}
