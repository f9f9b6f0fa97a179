import type { Millis } from "@berth/core";
import { assertClaim, isClaimed } from "../node/assert-claim.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";
import { oweParts } from "../webhook/owe.ts";

// One that somebody has locked is being restored, extended or given up: the next sweep sees what became of it.
const text = `
	with due as materialized (
		select retention.id from node, retention
		where ${isClaimed("$1", "$2")} and retention.node_id = node.id and retention.state = 'active'
			and retention.expires_at > now() and retention.expires_at <= now() + $3::float8 * interval '1 ms'
			and retention.announced_end is distinct from retention.expires_at
		order by retention.expires_at
		limit $4
		for no key update of retention skip locked
	), announced as (
		update retention set announced_end = retention.expires_at from due where retention.id = due.id returning retention.*
	), ${oweParts("retention.expiring", {
		from: "announced left join lease on lease.id = announced.lease_id",
		tenantId: "announced.tenant_id",
		data: `jsonb_build_object(
			'retentionId', announced.id, 'leaseName', announced.lease_name, 'bytes', announced.disk_bytes,
			'until', to_char(announced.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
			'volumes', (select count(*) from volume where volume.retention_id = announced.id)
		)`,
		whose: "webhook.tenant_id = announced.tenant_id or webhook.tenant_id is null",
	}).join(", ")}
	select (select count(*) from announced)::int as announced, (select count(*) from rung)`;

/**
 * Tells webhooks of retained data whose time ends soon, each end once: one that is moved is told of anew.
 *
 * Returns      how many there were, at most `limit`: there may be more then.
 * Errors       CLAIM_LOST.
 * Concurrency  a restore that has locked a record is not waited for.
 * Cost         those that end soon, by retention_due_idx.
 */
export async function announceRetentionEnds(db: Queryable, fence: Fence, withinMs: Millis, limit: number): Promise<number> {
	const [row] = await rowsOf<{ announced: number }>(db, text, [fence.nodeId, fence.epoch, withinMs, limit]);
	await assertClaim(db, fence);
	return row?.announced ?? 0;
}
