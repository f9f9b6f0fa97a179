import type { NodeId, TenantId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	with owner as materialized (select id from tenant where id = $1 for no key update)
	select node.id from owner, node where node.id = $2 for no key update of node`;

/**
 * Locks a tenant's row and then a node's until the transaction ends: before a retention record's, always.
 *
 * Cost  two primary keys.
 */
export async function lockPlace(db: Queryable, tenantId: TenantId, nodeId: NodeId): Promise<void> {
	await rowsOf(db, text, [tenantId, nodeId]);
}
