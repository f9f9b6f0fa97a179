import type { NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `
	select ${leaseColumns} from lease
	where lease.node_id = $1 and lease.closed_at is null and lease.state <> 'deprovisioning'
		and lease.expires_at <= now() + $2::float8 * interval '1 ms'
	order by lease.expires_at
	limit $3`;

/**
 * Reads the leases of a node whose term ends within so long, soonest first. Those that are being closed already are left out.
 *
 * Cost    those alone, by lease_expiry_idx; no lock.
 */
export const listExpiringLeases = async (db: Queryable, nodeId: NodeId, withinMs: number, limit: number): Promise<LeaseRecord[]> =>
	(await rowsOf<LeaseRow>(db, text, [nodeId, withinMs, limit])).map(toLease);
