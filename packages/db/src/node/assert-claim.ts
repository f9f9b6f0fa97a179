import { AppError } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";

/** SQL that says whether the claim with these parameters is held, for a row that the statement calls `node`. */
export const isClaimed = (nodeId: string, epoch: string): string =>
	`node.id = ${nodeId} and node.claim_epoch = ${epoch} and node.claimed_until > clock_timestamp()`;

const text = `select from node where ${isClaimed("$1", "$2")}`;

/** Errors  CLAIM_LOST. Cost: the primary key; no lock. */
export async function assertClaim(db: Queryable, fence: Fence): Promise<void> {
	const rows = await rowsOf(db, text, [fence.nodeId, fence.epoch]);
	if (rows.length === 0) throw new AppError("CLAIM_LOST");
}
