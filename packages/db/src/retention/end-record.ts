import { isClaimed } from "../node/assert-claim.ts";
import type { Queryable } from "../query.ts";
import { rowsOf } from "../query.ts";
import type { Fence } from "../scope.ts";
import { logHints, logParts } from "./log-parts.ts";

const textOf = (isEnded: string, emptied: string) => `
	with place as materialized (
		select node.id from node where ${isClaimed("$1", "$2")} for no key update
	), gone as (
		delete from retention using place
		where retention.id = $3 and retention.node_id = place.id and ${isEnded}
		returning retention.*
	), ${emptied} freed as (
		update node set disk_bytes_reserved = disk_bytes_reserved - gone.disk_bytes
		from gone
		where node.id = gone.node_id
	), known as (
		select gone.*, coalesce(gone.given_up_because, $4::text) as because,
			coalesce(gone.given_up_at, statement_timestamp()) as ended_at, coalesce(gone.given_up_by, $5::text) as ended_by
		from gone
	), buried as (
		insert into retention_tombstone (
			id, tenant_id, lease_id, lease_name, partition, disk_bytes, created_at, because, given_up_by, given_up_at, destroyed_at
		)
		select id, tenant_id, lease_id, lease_name, partition, disk_bytes, created_at, because, ended_by, ended_at, statement_timestamp()
		from known
	), ended as (
		select lease_id, $5::text as actor, jsonb_build_object(
			'type', 'destroyed', 'retentionId', id, 'because', because, 'bytes', disk_bytes
		) as body
		from known
	), ${logParts("ended").join(", ")}
	select because, (select count(*) from (${logHints}) hints) as told from known`;

const texts = {
	/** Given up, and none of its volumes is left. */
	emptied: textOf("retention.state = 'reaping' and not exists (select from volume where volume.retention_id = retention.id)", ""),
	/** Its volumes are gone without anybody having destroyed them: rows of what is not there are forgotten with it. */
	lost: textOf(
		"retention.state = 'active'",
		"forgotten as (delete from volume using gone where volume.retention_id = gone.id returning volume.id),",
	),
};

/**
 * Forgets a record and gives its disk back, leaves a word of what was there, and tells the log of its lease; nothing where the record
 * is not as `how` says, or the claim is not ours.
 *
 * Returns      why it was given up; null when there was nothing to end.
 * Concurrency  the lease's row is locked by the caller; it locks the node, then the record.
 */
export async function endRecord(
	db: Queryable,
	fence: Fence,
	{ id, how, by }: { readonly id: string; readonly how: keyof typeof texts; readonly by: string },
): Promise<string | null> {
	const because = how === "lost" ? "lost" : "closed";
	const [row] = await rowsOf<{ because: string }>(db, texts[how], [fence.nodeId, fence.epoch, id, because, by]);
	return row?.because ?? null;
}
