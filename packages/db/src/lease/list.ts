import { isId } from "@berth/core";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import type { LeaseStore } from "../stores.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

/**
 * Reads a page of leases, newest first (ids sort by age).
 *
 * Cost    the page alone, by one of the indexes on (tenant_id, id) or id, whatever is stored. A search by name walks the scope's
 *         leases from the newest until the page is full; no lock.
 */
export async function listLeases(db: Queryable, scope: Scope, options: Parameters<LeaseStore["list"]>[1]): Promise<LeaseRecord[]> {
	const { values, of: p } = parameters();
	const where = ["true"];
	if (scope !== "all") where.push(`lease.tenant_id = ${p(scope.tenantId)}`);
	if (options.after !== undefined) where.push(`lease.id < ${p(options.after)}`);
	if (!options.includeClosed) where.push("lease.closed_at is null");
	const search = options.search?.trim().toLowerCase() ?? "";
	if (isId(search)) where.push(`lease.id = ${p(search)}`);
	else if (search !== "") where.push(`lease.name like ${p(`%${search.replace(/[\\%_]/g, "\\$&")}%`)}`);
	const text = `select ${leaseColumns} from lease where ${where.join(" and ")} order by lease.id desc limit ${p(options.limit)}`;
	return (await rowsOf<LeaseRow>(db, text, values)).map(toLease);
}
