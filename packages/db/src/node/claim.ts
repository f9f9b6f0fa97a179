import { AppError, type NodeId } from "@berth/core";
import { and, eq, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Connection } from "../connection.ts";
import { node } from "../schema/index.ts";
import type { Fence } from "../scope.ts";

const until = (forMs: number): SQL<Date> => sql`clock_timestamp() + ${forMs}::float8 * interval '1 ms'`;
const ours = (fence: Fence) => and(eq(node.id, fence.nodeId), eq(node.claimEpoch, fence.epoch), isNotNull(node.claimedBy));

/**
 * Takes a node that nobody holds, or whose claim lapsed, or that this holder has already. A new epoch each time.
 *
 * Returns      null while somebody else holds it, or when there is no such node.
 * Concurrency  one guarded UPDATE: of two agents one wins.
 */
export async function claimNode({ db }: Connection, id: NodeId, holder: string, forMs: number): Promise<Fence | null> {
	const free = or(isNull(node.claimedUntil), lte(node.claimedUntil, sql`clock_timestamp()`), eq(node.claimedBy, holder));
	const [row] = await db
		.update(node)
		.set({ claimedBy: holder, claimedUntil: until(forMs), claimEpoch: sql`${node.claimEpoch} + 1` })
		.where(and(eq(node.id, id), free))
		.returning({ epoch: node.claimEpoch });
	return row === undefined ? null : { nodeId: id, epoch: row.epoch };
}

/**
 * Keeps a claim. One that lapsed and that nobody took since is still ours: its epoch is the newest.
 *
 * Errors  CLAIM_LOST.
 */
export async function renewClaim(
	{ db }: Connection,
	fence: Fence,
	forMs: number,
	options: { readonly engineSeen: boolean },
): Promise<void> {
	const [row] = await db
		.update(node)
		.set({ claimedUntil: until(forMs), ...(options.engineSeen ? { seenAt: sql`clock_timestamp()` } : {}) })
		.where(ours(fence))
		.returning({ id: node.id });
	if (row === undefined) throw new AppError("CLAIM_LOST");
}

/** Gives a claim up; nothing happens when it is not ours any more. */
export async function dropClaim({ db }: Connection, fence: Fence): Promise<void> {
	await db.update(node).set({ claimedBy: null, claimedUntil: null }).where(ours(fence));
}
