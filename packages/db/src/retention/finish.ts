import { AppError, type RetentionId } from "@berth/core";
import type pg from "pg";
import { assertClaim } from "../node/assert-claim.ts";
import type { Fence } from "../scope.ts";
import { transaction } from "../transaction.ts";
import { endRecord } from "./end-record.ts";
import { findRetention } from "./find.ts";
import { lockLeaseOf } from "./lock-lease.ts";

/**
 * Forgets a record whose volumes are gone, gives their disk back and leaves a tombstone; a second time finds nothing to do.
 *
 * Errors       CLAIM_LOST; INVALID_STATE while it has volumes, is not `reaping` or is another node's.
 * Concurrency  locks the lease, the node, then the record.
 */
export const finishRetention = (pool: pg.Pool, fence: Fence, id: RetentionId, by: string): Promise<void> =>
	transaction(pool, async (client) => {
		await lockLeaseOf(client, id);
		if ((await endRecord(client, fence, { id, how: "emptied", by })) !== null) return;
		await assertClaim(client, fence);
		// Asked anew: what the statement waited for may have been another one's finish.
		if ((await findRetention(client, id, "all")) !== null) throw new AppError("INVALID_STATE", { message: "This data is not gone." });
	});

/**
 * Forgets an `active` record whose volumes certainly are not there any more, with its rows of them: should they come back, they are
 * nobody's, and nothing destroys them.
 *
 * Returns      whether it did: not when it is being restored meanwhile, or is gone.
 * Errors       CLAIM_LOST.
 * Concurrency  locks the lease, the node, then the record.
 */
export const loseRetention = (pool: pg.Pool, fence: Fence, id: RetentionId, by: string): Promise<boolean> =>
	transaction(pool, async (client) => {
		await lockLeaseOf(client, id);
		const isLost = (await endRecord(client, fence, { id, how: "lost", by })) !== null;
		if (!isLost) await assertClaim(client, fence);
		return isLost;
	});
