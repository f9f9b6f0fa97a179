import type { NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `select ${leaseColumns} from lease where lease.node_id = $1 and lease.closed_at is null order by lease.id`;

/**
 * Reads every lease of a node that is not closed.
 *
 * Cost    all of them, by lease_open_node_idx; no lock.
 */
export const listOpenLeases = async (db: Queryable, nodeId: NodeId): Promise<LeaseRecord[]> =>
	(await rowsOf<LeaseRow>(db, text, [nodeId])).map(toLease);
