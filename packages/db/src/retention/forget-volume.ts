import { AppError, type VolumeId } from "@berth/core";
import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";
import { findVolume } from "../volume/find.ts";

const text = `
	delete from volume using node, retention
	where volume.id = $3 and ${isClaimed("$1", "$2")} and volume.node_id = node.id
		and retention.id = volume.retention_id and retention.state = 'reaping'
	returning volume.id`;

/**
 * Forgets a volume whose bytes are gone; one that is forgotten already is not asked about again.
 *
 * Errors       CLAIM_LOST; INVALID_STATE for a volume that is not a `reaping` record's on the fence's node.
 * Concurrency  `reaping` is never left, so whose the volume is cannot change meanwhile.
 */
export async function forgetVolume(db: Queryable, fence: Fence, id: VolumeId): Promise<void> {
	const forgotten = await rowsOf(db, text, [fence.nodeId, fence.epoch, id]);
	if (forgotten.length > 0) return;
	await assertClaim(db, fence);
	if ((await findVolume(db, id)) !== null) throw new AppError("INVALID_STATE", { message: "This volume is not being destroyed." });
}
