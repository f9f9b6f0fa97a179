import type { NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { UsageTarget } from "../usage-store.ts";

const text = `
	select lease.tenant_id as "tenantId", lease.id as "leaseId", instance.service, instance.container_id as "containerId"
	from lease join instance on instance.lease_id = lease.id
	where lease.node_id = $1 and lease.closed_at is null and instance.container_id is not null and instance.state in ('starting', 'running', 'unhealthy')`;

/** Names the containers of a node's open leases that should be running. Cost: those alone, by lease_open_node_idx; no lock. */
export const listUsageTargets = (db: Queryable, nodeId: NodeId): Promise<readonly UsageTarget[]> => rowsOf<UsageTarget>(db, text, [nodeId]);
