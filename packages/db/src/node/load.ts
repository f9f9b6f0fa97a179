import type { LeaseState, NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import { fits, leftOnNode } from "../sku/fits.ts";

/** What keeps a node from being taken away, and what it has room for. */
export interface NodeLoad {
	/** Open leases by state; states without any are left out. */
	readonly leases: Partial<Record<LeaseState, number>>;
	readonly tenants: number;
	readonly volumes: number;
	/** Of closed leases. */
	readonly retained: { readonly records: number; readonly bytes: number };
	/** Of those, what is being destroyed: still on the disk. */
	readonly reaping: { readonly records: number; readonly bytes: number };
	/** How many more instances of each size on offer it would take now: none while it is cordoned or nobody acts for it. */
	readonly fits: readonly { readonly sku: string; readonly count: number }[];
}

const states = "select state, count(*)::int as count from lease where node_id = $1 and closed_at is null group by state";
const rest = `
	select
		(select count(distinct tenant_id)::int from lease where node_id = $1 and closed_at is null) as tenants,
		(select count(*)::int from volume where node_id = $1) as volumes,
		count(*)::int as records, coalesce(sum(disk_bytes), 0)::float8 as bytes,
		(count(*) filter (where state = 'reaping'))::int as "reapingRecords",
		coalesce(sum(disk_bytes) filter (where state = 'reaping'), 0)::float8 as "reapingBytes"
	from retention where node_id = $1`;
const room = `
	select sku.name as sku,
		case when node.cordoned_at is null and node.claimed_until > clock_timestamp() then ${fits(leftOnNode)} else 0 end as count
	from node, sku where node.id = $1 and sku.enabled
	order by sku.position, sku.name`;

interface Rest {
	readonly tenants: number;
	readonly volumes: number;
	readonly records: number;
	readonly bytes: number;
	readonly reapingRecords: number;
	readonly reapingBytes: number;
}

/** Reads what a node has and has room for. Cost: its open leases, volumes and records, all by index, and the sizes; no lock. */
export async function readNodeLoad(db: Queryable, id: NodeId): Promise<NodeLoad> {
	const [counts, [facts], sizes] = await Promise.all([
		rowsOf<{ state: LeaseState; count: number }>(db, states, [id]),
		rowsOf<Rest>(db, rest, [id]),
		rowsOf<{ sku: string; count: number }>(db, room, [id]),
	]);
	const { tenants = 0, volumes = 0, records = 0, bytes = 0, reapingRecords = 0, reapingBytes = 0 } = facts ?? {};
	return {
		leases: Object.fromEntries(counts.map(({ state, count }) => [state, count])),
		tenants,
		volumes,
		retained: { records, bytes },
		reaping: { records: reapingRecords, bytes: reapingBytes },
		fits: sizes,
	};
}
