import type { LeaseId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

const text = "select id, event_seq from lease where id = any($1::uuid[])";

/**
 * Says where the logs of some leases end.
 *
 * Cost    one index lookup per lease; no lock.
 */
export async function readPositions(db: Queryable, leaseIds: readonly LeaseId[]): Promise<ReadonlyMap<LeaseId, number>> {
	if (leaseIds.length === 0) return new Map();
	const rows = await rowsOf<{ id: LeaseId; event_seq: number }>(db, text, [[...leaseIds]]);
	return new Map(rows.map((row) => [row.id, row.event_seq]));
}
