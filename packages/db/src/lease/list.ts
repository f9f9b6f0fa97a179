import { isId } from "@berth/core";
import { type Parameter, parameters, type Queryable, rowsOf, rowsPlannedAnew } from "../query.ts";
import type { LeaseRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import type { LeaseStore } from "../stores.ts";
import { type LeaseRow, leaseColumns, toLease } from "./lease-row.ts";

type Options = Parameters<LeaseStore["list"]>[1];

/**
 * Reads a page of leases, newest first (ids sort by age).
 *
 * Cost    the page alone, whatever is stored: by (tenant_id, id) or id, and by each state that is asked for. A search, a node, a size, a
 *         partition or an end of the term has an index of its own; what two of them have in common is looked for among what one of them
 *         has. Those that filter are planned anew for their values, since a word that all have is looked for otherwise than one that none
 *         has. No lock.
 */
export async function listLeases(db: Queryable, scope: Scope, options: Options): Promise<LeaseRecord[]> {
	const { values, of: p } = parameters();
	const filters = filtersOf(p, options);
	const where = [...scopeOf(p, scope), ...(options.after === undefined ? [] : [`lease.id < ${p(options.after)}`]), ...filters];
	const limit = p(options.limit);
	const page = (more: readonly string[]) =>
		`select lease.id from lease where ${["true", ...where, ...more].join(" and ")} order by lease.id desc limit ${limit}`;
	const ids =
		options.states === undefined
			? page(options.includeClosed ? [] : ["lease.closed_at is null"])
			: `select found.id from unnest(${p([...new Set(options.states)])}::text[]) wanted (state)
				cross join lateral (${page(["lease.state = wanted.state"])}) found
				order by found.id desc limit ${limit}`;
	const text = `select ${leaseColumns} from (${ids}) page join lease on lease.id = page.id order by lease.id desc`;
	const rows = filters.length === 0 ? rowsOf<LeaseRow>(db, text, values) : rowsPlannedAnew<LeaseRow>(db, text, values);
	return (await rows).map(toLease);
}

const scopeOf = (p: Parameter, scope: Scope): string[] => (scope === "all" ? [] : [`lease.tenant_id = ${p(scope.tenantId)}`]);

function filtersOf(p: Parameter, { search, tenantId, nodeId, sku, partition, expiresBefore }: Options): string[] {
	return [
		...(tenantId === undefined ? [] : [`lease.tenant_id = ${p(tenantId)}`]),
		...(nodeId === undefined ? [] : [`lease.node_id = ${p(nodeId)}`]),
		...(sku === undefined ? [] : [`exists (select from lease_item item where item.lease_id = lease.id and item.sku = ${p(sku)})`]),
		...(partition === undefined ? [] : [`lease.partition = ${p(partition)}`]),
		...(expiresBefore === undefined ? [] : [`lease.closed_at is null and lease.expires_at < ${p(expiresBefore)}`]),
		...searchFor(p, search?.trim().toLowerCase() ?? ""),
	];
}

/** An id, or what stands anywhere in the name or in an image. One or two letters are what a name or an image begins with. */
function searchFor(p: Parameter, search: string): string[] {
	if (search === "") return [];
	if (isId(search)) return [`lease.id = ${p(search)}`];
	const words = search.replace(/[\\%_]/g, "\\$&");
	const pattern = p(search.length < 3 ? `% ${words}%` : `%${words}%`);
	return [`exists (select from lease_search found where found.lease_id = lease.id and found.words like ${pattern})`];
}
