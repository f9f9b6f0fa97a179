import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import type { Fence } from "../scope.ts";
import { type RetentionRow, retentionColumns, toRetention } from "./retention-row.ts";

// One that somebody has locked is being restored, extended or given up: the next sweep sees what became of it.
const expired = `
	with due as materialized (
		select retention.id from node, retention
		where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'active' and retention.expires_at <= now()
		order by retention.expires_at
		limit $3
		for no key update of retention skip locked
	)
	update retention set state = 'reaping' from due where retention.id = due.id`;

// In no order: those that cannot be destroyed at present must not stand before the others for ever.
const reaping = `
	select ${retentionColumns} from node, retention
	where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'reaping'
	order by random()
	limit $3`;

/**
 * Gives up what nobody restored in time, and names what is to be destroyed.
 *
 * Returns      records that are `reaping`, at most `limit` of them, in no order.
 * Errors       CLAIM_LOST.
 * Concurrency  a restore that has locked a record is not waited for.
 * Cost         those alone, by retention_due_idx.
 */
export async function takeDueRetentions(db: Queryable, fence: Fence, limit: number): Promise<RetentionRecord[]> {
	const values = [fence.nodeId, fence.epoch, limit];
	await rowsOf(db, expired, values);
	const rows = await rowsOf<RetentionRow>(db, reaping, values);
	// A claim that is not ours finds nothing; so does a node without any: they must not look alike.
	await assertClaim(db, fence);
	return rows.map(toRetention);
}
