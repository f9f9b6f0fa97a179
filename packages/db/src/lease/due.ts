import { type LeaseId, type NodeId, workingStates } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";

const working = workingStates.map((state) => `'${state}'`).join(", ");

const due = `
	select id from lease where node_id = $1 and state in (${working})
	union
	select id from lease where node_id = $1 and wake_at <= now()`;

const next = `
	select (extract(epoch from min(wake_at) - now()) * 1000)::float8 as "inMs"
	from lease where node_id = $1 and wake_at is not null`;

/**
 * Names the leases of a node that work, or whose timer has run out.
 *
 * Cost    those alone, by lease_working_idx and lease_wake_idx; resting leases cost nothing. No lock.
 */
export const listDueLeases = async (db: Queryable, nodeId: NodeId): Promise<LeaseId[]> =>
	(await rowsOf<{ id: LeaseId }>(db, due, [nodeId])).map((row) => row.id);

/**
 * Says when the next timer of a node's leases runs out.
 *
 * Units   milliseconds after the database's now(), 0 when it has run out; null when no timer is set.
 * Cost    the first entry of lease_wake_idx; no lock.
 */
export async function nextWakeInMs(db: Queryable, nodeId: NodeId): Promise<number | null> {
	const [row] = await rowsOf<{ inMs: number | null }>(db, next, [nodeId]);
	return row === undefined || row.inMs === null ? null : Math.max(0, Math.ceil(row.inMs));
}
