import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import type { Fence } from "../scope.ts";
import { logHints, logParts } from "./log-parts.ts";
import { type RetentionRow, retentionColumns, toRetention } from "./retention-row.ts";

// One that somebody has locked, or whose lease, is being restored, extended or given up: the next sweep sees what became of it.
const expired = `
	with due as materialized (
		select retention.id, retention.lease_id from node, retention
		where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'active' and retention.expires_at <= now()
		order by retention.expires_at
		limit $3
		for no key update of retention skip locked
	), free as materialized (
		select lease.id from lease where lease.id in (select lease_id from due) for no key update skip locked
	), expired as (
		update retention set state = 'reaping', given_up_because = 'expired', given_up_at = statement_timestamp(), given_up_by = $4
		from due
		where retention.id = due.id and (due.lease_id is null or due.lease_id in (select id from free))
		returning retention.*
	), ended as (
		select lease_id, $4::text as actor, jsonb_build_object(
			'type', 'relinquished', 'because', 'expired', 'bytes', disk_bytes,
			'volumes', (select count(*) from volume where volume.retention_id = expired.id)
		) as body
		from expired
	), ${logParts("ended").join(", ")}
	${logHints}`;

// Nobody has said for a while that it goes on: whoever received it is gone.
const forsaken = `
	update retention set state = 'reaping', given_up_because = 'incomplete', given_up_at = statement_timestamp(), given_up_by = $3
	from node
	where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'importing' and retention.expires_at <= now()`;

// In no order: those that cannot be destroyed at present must not stand before the others for ever.
const reaping = `
	select ${retentionColumns} from node, retention
	where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'reaping'
	order by random()
	limit $3`;

/**
 * Gives up what nobody restored in time and what never came whole, and names what is to be destroyed.
 *
 * Returns      records that are `reaping`, at most `limit` of them, in no order.
 * Errors       CLAIM_LOST.
 * Concurrency  a restore that has locked a record is not waited for.
 * Cost         those alone, by retention_due_idx.
 */
export async function takeDueRetentions(db: Queryable, fence: Fence, limit: number, by: string): Promise<RetentionRecord[]> {
	const values = [fence.nodeId, fence.epoch, limit];
	await rowsOf(db, expired, [...values, by]);
	await rowsOf(db, forsaken, [fence.nodeId, fence.epoch, by]);
	const rows = await rowsOf<RetentionRow>(db, reaping, values);
	// A claim that is not ours finds nothing; so does a node without any: they must not look alike.
	await assertClaim(db, fence);
	return rows.map(toRetention);
}
