import type { LeaseId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

const text = `select ${leaseColumns} from lease where lease.id = $1 and ($2::uuid is null or lease.tenant_id = $2)`;

/**
 * Reads one lease.
 *
 * Returns null also for another tenant's.
 * Cost    the primary key; no lock.
 */
export async function findLease(db: Queryable, id: LeaseId, scope: Scope): Promise<LeaseRecord | null> {
	const [row] = await rowsOf<LeaseRow>(db, text, [id, scope === "all" ? null : scope.tenantId]);
	return row === undefined ? null : toLease(row);
}
