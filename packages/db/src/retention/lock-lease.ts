import type { LeaseId, RetentionId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

const whose = `select lease_id as "leaseId" from retention where id = $1`;
const lock = "select from lease where id = $1 for no key update";

/**
 * Locks the row of the lease that left a record, so that its log can be told: before the rows of its tenant, its node and the record.
 *
 * Cost  two primary keys. A record that is gone has no lease to lock.
 */
export async function lockLeaseOf(db: Queryable, id: RetentionId): Promise<void> {
	const [record] = await rowsOf<{ leaseId: LeaseId | null }>(db, whose, [id]);
	if (record?.leaseId) await rowsOf(db, lock, [record.leaseId]);
}
