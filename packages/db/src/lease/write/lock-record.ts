import { AppError, type RetentionId, type RetentionState } from "@berth/core";
import type { LeaseChange } from "../../lease-change.ts";
import { type Queryable, rowsOf } from "../../query.ts";
import type { LeaseRecord, LeaseVolume } from "../../records.ts";
import { lockPlace } from "../../retention/lock-place.ts";
import { notRestorable } from "../../retention/not-restorable.ts";
import { volumesOf } from "../../retention/volumes-of.ts";

/** The retention record that a change reopens, or whose restoring it ends. */
export interface RestoringRecord {
	readonly id: RetentionId;
	readonly diskBytes: number;
	/** What it owns: nothing while it is restoring. */
	readonly volumes: readonly LeaseVolume[];
}

const columns = `id, state, disk_bytes as "diskBytes"`;
const own = `select ${columns} from retention where id = $1 and lease_id = $2 for no key update`;
const restoring = `select ${columns} from retention where restoring_lease_id = $1 for no key update`;

/**
 * Locks what a change needs to reopen a lease or to end its restoring.
 *
 * Returns      null when the change does neither, or when there is no restoring to end.
 * Errors       NOT_FOUND, INVALID_STATE (`data.state`) for a record that cannot be reopened.
 * Concurrency  after the lease's row: its tenant, its node, the record.
 */
export async function lockRecord(db: Queryable, lease: LeaseRecord, change: LeaseChange): Promise<RestoringRecord | null> {
	if (change.reopen === undefined && change.endRestore === undefined) return null;
	await lockPlace(db, lease.tenantId, lease.nodeId);
	const [text, values] = change.reopen === undefined ? [restoring, [lease.id]] : [own, [change.reopen, lease.id]];
	const [row] = await rowsOf<{ id: RetentionId; state: RetentionState; diskBytes: number }>(db, text, values);
	if (change.reopen === undefined) return row === undefined ? null : { ...row, volumes: [] };
	if (row === undefined) throw new AppError("NOT_FOUND");
	if (row.state !== "active") throw notRestorable(row.state);
	return { ...row, volumes: await volumesOf(db, row.id) };
}
