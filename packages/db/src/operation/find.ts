import type { LeaseId, OperationId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { OperationRecord } from "../records.ts";
import { type OperationRow, operationColumns, toOperation } from "./operation-row.ts";

const byId = `select ${operationColumns} from operation where id = $1`;
const ofLease = `select ${operationColumns} from operation where lease_id = $1 order by id desc limit $2`;

/** Reads one operation. Cost: the primary key; no lock. */
export async function findOperation(db: Queryable, id: OperationId): Promise<OperationRecord | null> {
	const [row] = await rowsOf<OperationRow>(db, byId, [id]);
	return row === undefined ? null : toOperation(row);
}

/** Reads the latest operations of a lease, newest first. Cost: those alone, by operation_lease_idx; no lock. */
export const listOperations = async (db: Queryable, leaseId: LeaseId, limit: number): Promise<OperationRecord[]> =>
	(await rowsOf<OperationRow>(db, ofLease, [leaseId, limit])).map(toOperation);
