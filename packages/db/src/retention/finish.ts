import { AppError, type RetentionId } from "@berth/core";
import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { retrying } from "../retrying.ts";
import type { Fence } from "../scope.ts";
import { findRetention } from "./find.ts";

const text = `
	with place as materialized (
		select node.id from node where ${isClaimed("$1", "$2")} for no key update
	), gone as (
		delete from retention using place
		where retention.id = $3 and retention.node_id = place.id and retention.state = 'reaping'
			and not exists (select from volume where volume.retention_id = retention.id)
		returning retention.node_id, retention.disk_bytes
	), freed as (
		update node set disk_bytes_reserved = disk_bytes_reserved - gone.disk_bytes
		from gone
		where node.id = gone.node_id
	)
	select from gone`;

/**
 * Forgets a record whose volumes are gone and gives their disk back; a second time finds nothing to do.
 *
 * Errors       CLAIM_LOST; INVALID_STATE while it has volumes, is not `reaping` or is another node's.
 * Concurrency  locks the node, then the record.
 */
export async function finishRetention(db: Queryable, fence: Fence, id: RetentionId): Promise<void> {
	const finished = await retrying(() => rowsOf(db, text, [fence.nodeId, fence.epoch, id]));
	if (finished.length > 0) return;
	await assertClaim(db, fence);
	// Asked anew: what the statement waited for may have been another one's finish.
	if ((await findRetention(db, id, "all")) !== null) throw new AppError("INVALID_STATE", { message: "This data is not gone." });
}
