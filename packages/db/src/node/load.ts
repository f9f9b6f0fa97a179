import type { LeaseState, NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

/** What keeps a node from being taken away. */
export interface NodeLoad {
	/** Open leases by state; states without any are left out. */
	readonly leases: Partial<Record<LeaseState, number>>;
	readonly tenants: number;
	readonly volumes: number;
	/** Of closed leases. */
	readonly retained: { readonly records: number; readonly bytes: number };
}

const states = "select state, count(*)::int as count from lease where node_id = $1 and closed_at is null group by state";
const rest = `
	select
		(select count(distinct tenant_id)::int from lease where node_id = $1 and closed_at is null) as tenants,
		(select count(*)::int from volume where node_id = $1) as volumes,
		count(*)::int as records, coalesce(sum(disk_bytes), 0)::float8 as bytes
	from retention where node_id = $1`;

/** Reads what a node has. Cost: its open leases, volumes and records, all by index; no lock. */
export async function readNodeLoad(db: Queryable, id: NodeId): Promise<NodeLoad> {
	const [counts, [facts]] = await Promise.all([
		rowsOf<{ state: LeaseState; count: number }>(db, states, [id]),
		rowsOf<{ tenants: number; volumes: number; records: number; bytes: number }>(db, rest, [id]),
	]);
	const { tenants = 0, volumes = 0, records = 0, bytes = 0 } = facts ?? {};
	return { leases: Object.fromEntries(counts.map(({ state, count }) => [state, count])), tenants, volumes, retained: { records, bytes } };
}
