import type { Connection } from "./connection.ts";
import { createListDiagnostics } from "./diagnostic/list.ts";
import { readPositions } from "./event/positions.ts";
import { readEventsSince } from "./event/read-since.ts";
import { createListInstances } from "./instance/list.ts";
import { changeLease } from "./lease/change.ts";
import { countLeasesByState } from "./lease/count-by-state.ts";
import { createLease } from "./lease/create.ts";
import { listDueLeases, nextWakeInMs } from "./lease/due.ts";
import { findLease } from "./lease/find.ts";
import { listLeases } from "./lease/list.ts";
import { listOpenLeases } from "./lease/list-open-by-node.ts";
import { claimNode, dropClaim, renewClaim } from "./node/claim.ts";
import { createFindNode, createListNodes } from "./node/find.ts";
import { registerNode } from "./node/register.ts";
import { findOperation, listOperations } from "./operation/find.ts";
import { findOperationByKey } from "./operation/find-by-key.ts";
import { findRelease, latestReleases } from "./release/find.ts";
import { createFindSku, createListSkus } from "./sku/find.ts";
import { putSku } from "./sku/put.ts";
import type { Stores, Wakeups } from "./stores.ts";
import { createFindTenant, createListTenants } from "./tenant/find.ts";
import { addMember, createMemberships } from "./tenant/member.ts";
import { putTenant } from "./tenant/put.ts";
import { translated } from "./translate-error.ts";

/** Joins the named queries to the small stores that the rules see. */
export function createStores(connection: Connection, wakeups: Wakeups): Stores {
	const { pool } = connection;
	return {
		leases: {
			...translated<Omit<Stores["leases"], "change">>({
				create: (lease) => createLease(pool, lease),
				find: (id, scope) => findLease(pool, id, scope),
				list: (scope, options) => listLeases(pool, scope, options),
				countByState: (scope) => countLeasesByState(pool, scope),
				listOpenByNode: (nodeId, options) => listOpenLeases(pool, nodeId, options),
				listDueByNode: (nodeId) => listDueLeases(pool, nodeId),
				nextWakeInMs: (nodeId) => nextWakeInMs(pool, nodeId),
			}),
			// It tells its caller's errors from the database's, and so translates for itself.
			change: (id, scope, fence, decide) => changeLease(pool, id, scope, fence, decide),
		},
		operations: translated<Stores["operations"]>({
			find: (id) => findOperation(pool, id),
			findByKey: (tenantId, key) => findOperationByKey(pool, tenantId, key),
			list: (leaseId, limit) => listOperations(pool, leaseId, limit),
		}),
		reader: translated<Stores["reader"]>({
			instances: createListInstances(connection),
			latestReleases: (leaseIds) => latestReleases(pool, leaseIds),
			release: (leaseId, number) => findRelease(pool, leaseId, number),
			diagnostics: createListDiagnostics(connection),
			events: (leaseId, afterSeq, limit) => readEventsSince(pool, leaseId, afterSeq, limit),
			positions: (leaseIds) => readPositions(pool, leaseIds),
		}),
		nodes: translated<Stores["nodes"]>({
			register: (node) => registerNode(connection, node),
			claim: (id, holder, forMs) => claimNode(connection, id, holder, forMs),
			renew: (fence, forMs, options) => renewClaim(connection, fence, forMs, options),
			drop: (fence) => dropClaim(connection, fence),
			list: createListNodes(connection),
			find: createFindNode(connection),
		}),
		catalog: translated<Stores["catalog"]>({
			listSkus: createListSkus(connection),
			findSku: createFindSku(connection),
			putSku: (sku) => putSku(connection, sku),
			listTenants: createListTenants(connection),
			findTenant: createFindTenant(connection),
			putTenant: (tenant) => putTenant(connection, tenant),
			memberships: createMemberships(connection),
			addMember: (tenantId, userId, role) => addMember(connection, tenantId, userId, role),
		}),
		wakeups,
	};
}
