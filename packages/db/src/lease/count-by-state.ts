import type { LeaseState } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Scope } from "../scope.ts";

const text = `
	select state, sum(count)::int as count
	from (
		select state, count from lease_count where $1::uuid is null or tenant_id = $1
		union all
		select state, change from lease_count_change where $1::uuid is null or tenant_id = $1
	) part
	group by state
	having sum(count) <> 0`;

/**
 * Says how many of the scope's leases are in each state, closed ones left out; states without any are left out too.
 *
 * Cost    a row per tenant and state, and the changes since they were added up: it does not grow with the leases. No lock.
 */
export async function countLeasesByState(db: Queryable, scope: Scope): Promise<Partial<Record<LeaseState, number>>> {
	const rows = await rowsOf<{ state: LeaseState; count: number }>(db, text, [scope === "all" ? null : scope.tenantId]);
	return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
