import type { HistoryStore, ListedOperation } from "../history-store.ts";
import { parameters, type Queryable, rowsOf } from "../query.ts";
import type { Scope } from "../scope.ts";
import { type OperationRow, operationColumns, toOperation } from "./operation-row.ts";

type Row = OperationRow & { readonly lease_name: string; readonly is_cancel_requested: boolean };

/**
 * Reads a page of the operations of all leases in scope, newest first.
 *
 * Cost  a page of each state that is asked for, by operation_tenant_state_idx or operation_state_idx; the page alone without, by
 *       operation_tenant_idx, operation_lease_idx or the primary key; and the lease of each. No lock.
 */
export async function listOperationsOf(
	db: Queryable,
	scope: Scope,
	{ limit, before, leaseId, states }: Parameters<HistoryStore["operations"]>[1],
): Promise<ListedOperation[]> {
	const { values, of: p } = parameters();
	const where = [
		...(scope === "all" ? [] : [`operation.tenant_id = ${p(scope.tenantId)}`]),
		...(leaseId === undefined ? [] : [`operation.lease_id = ${p(leaseId)}`]),
		...(before === undefined ? [] : [`operation.id < ${p(before)}`]),
	];
	const rows = p(limit);
	const page = (more: readonly string[]) =>
		`select operation.id from operation where ${["true", ...where, ...more].join(" and ")} order by operation.id desc limit ${rows}`;
	const ids =
		states === undefined
			? page([])
			: `select found.id from unnest(${p([...new Set(states)])}::text[]) wanted (state)
				cross join lateral (${page(["operation.state = wanted.state"])}) found
				order by found.id desc limit ${rows}`;
	const text = `
		select ${operationColumns}, lease.name as lease_name, coalesce(lease.cancel_requested = operation.id, false) as is_cancel_requested
		from (${ids}) page join operation on operation.id = page.id join lease on lease.id = operation.lease_id
		order by operation.id desc`;
	return (await rowsOf<Row>(db, text, values)).map((row) => ({
		...toOperation(row),
		leaseName: row.lease_name,
		cancelRequested: row.is_cancel_requested,
	}));
}
