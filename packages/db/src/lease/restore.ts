import { AppError, heldBy, type RetentionId, type RetentionState } from "@berth/core";
import type pg from "pg";
import { lockHostPorts } from "../host-port/take.ts";
import type { NewLease } from "../lease-change.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { LeaseRecord, RetentionRecord } from "../records.ts";
import { lockPlace } from "../retention/lock-place.ts";
import { notRestorable } from "../retention/not-restorable.ts";
import { volumesOf } from "../retention/volumes-of.ts";
import { toJson } from "../to-json.ts";
import { transaction } from "../transaction.ts";
import { admit } from "./admit.ts";
import type { Place } from "./insert-new.ts";
import { inOrder } from "./write/weigh.ts";

const place = `
	select node.id as "nodeId", coalesce(node.claimed_until > clock_timestamp(), false) as "isLive"
	from retention join node on node.id = retention.node_id
	where retention.id = $1 and retention.tenant_id = $2`;
const locked = `select state, partition, disk_bytes as "diskBytes" from retention where id = $1 for no key update`;
const taken = `
	update volume set lease_id = $2, retention_id = null, quota_bytes = coalesce(($3::jsonb ->> id::text)::bigint, quota_bytes)
	where retention_id = $1`;
const restoring = "update retention set state = 'restoring', restoring_lease_id = $2 where id = $1";

/**
 * Records a lease that is made of a retention record of its tenant: it takes the record's volumes, on their node.
 *
 * Errors       those of `admit`, CAPACITY_EXHAUSTED also while the node is silent; NOT_FOUND, INVALID_STATE (`data.state`) for a
 *              record that cannot be restored.
 * Concurrency  locks the tenant, the node, the record: of all who want the record one gets it.
 * Cost         eight round trips, two more for ports of the host.
 */
export const restoreLease = (
	pool: pg.Pool,
	lease: NewLease,
	id: RetentionId,
): Promise<{ readonly lease: LeaseRecord; readonly foldDue: boolean }> =>
	transaction(pool, async (client) => {
		if (lease.hostPorts?.length) await lockHostPorts(client);
		const record = await lockRecord(client, lease, id);
		const quotas = new Map(lease.volumeQuotas?.map((one) => [one.id, one.quotaBytes]));
		const volumes = (await volumesOf(client, id)).map((volume) => ({
			...volume,
			quotaBytes: quotas.get(volume.id) ?? volume.quotaBytes,
		}));
		const { partition = record.partition } = lease;
		const made = await admit(client, { ...lease, partition }, heldBy(lease.items, [...volumes, ...lease.volumes]), record);
		await rowsOf(client, taken, [id, lease.id, toJson(Object.fromEntries(quotas))]);
		await rowsOf(client, restoring, [id, lease.id]);
		return { ...made, lease: { ...made.lease, volumes: inOrder([...volumes, ...lease.volumes]) } };
	});

type Taken = Place & Pick<RetentionRecord, "partition">;

async function lockRecord(db: Queryable, { tenantId }: NewLease, id: RetentionId): Promise<Taken> {
	const [where] = await rowsOf<Pick<Place, "nodeId"> & { isLive: boolean }>(db, place, [id, tenantId]);
	if (where === undefined) throw new AppError("NOT_FOUND");
	const { nodeId, isLive } = where;
	if (!isLive) throw new AppError("CAPACITY_EXHAUSTED", { message: "The node that has this data does not answer at present." });
	await lockPlace(db, tenantId, nodeId);
	const [record] = await rowsOf<Omit<Taken, "nodeId"> & { state: RetentionState }>(db, locked, [id]);
	if (record === undefined) throw new AppError("NOT_FOUND");
	if (record.state !== "active") throw notRestorable(record.state);
	return { nodeId, diskBytes: record.diskBytes, partition: record.partition };
}
