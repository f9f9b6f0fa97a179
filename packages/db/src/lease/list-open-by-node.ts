import type { LeaseId, NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `select ${leaseColumns} from lease
 where lease.node_id = $1 and lease.closed_at is null and lease.id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
 and ($4::uuid is null or lease.id <= $4) order by lease.id limit $3`;

/**
 * Reads a page of the leases of a node that are not closed, oldest first: one that is made meanwhile comes in a later page.
 *
 * `until`  the last one that may be in it.
 * Cost    the page alone, by lease_open_node_idx; no lock.
 */
export const listOpenLeases = async (
	db: Queryable,
	nodeId: NodeId,
	{ limit, after, until }: { readonly limit: number; readonly after?: LeaseId; readonly until?: LeaseId },
): Promise<LeaseRecord[]> => (await rowsOf<LeaseRow>(db, text, [nodeId, after ?? null, limit, until ?? null])).map(toLease);
