import type { LeaseState } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Scope } from "../stores.ts";

const text = `
	select state, count(*) as count from lease
	where closed_at is null and ($1::uuid is null or tenant_id = $1)
	group by state`;

/**
 * Counts the scope's leases that are not closed, per state; states without any are left out.
 *
 * Cost    an index-only walk over them (lease_open_state_idx); no lock.
 */
export async function countLeasesByState(db: Queryable, scope: Scope): Promise<Partial<Record<LeaseState, number>>> {
	const rows = await rowsOf<{ state: LeaseState; count: number }>(db, text, [scope === "all" ? null : scope.tenantId]);
	return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
