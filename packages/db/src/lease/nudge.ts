import { AppError, type LeaseId } from "@berth/core";
import { HINT_CHANNEL } from "../hint.ts";
import { type Queryable, rowsOf } from "../query.ts";

const text = `
	select pg_notify('${HINT_CHANNEL}', json_build_object(
		'leaseId', id, 'tenantId', tenant_id, 'nodeId', node_id, 'seq', event_seq, 'isNudge', true, 'isRestart', $2::boolean
	)::text) from lease where id = $1`;

/**
 * Tells the agent of a lease's node, in whatever process it is, to compare the lease with its containers; with `anew` by another actor
 * than the one that is there. Errors  NOT_FOUND.
 */
export async function nudgeLease(db: Queryable, id: LeaseId, anew = false): Promise<void> {
	const found = await rowsOf(db, text, [id, anew]);
	if (found.length === 0) throw new AppError("NOT_FOUND", { data: { leaseId: id } });
}
