import { AppError, type CallbackId } from "@berth/core";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { CallbackRecord } from "../records.ts";
import { type CallbackRow, callbackColumns, toCallback } from "./callback-row.ts";
import { queueDelivery } from "./task.ts";

const text = `
	with owed as (
		update callback set delivered_at = null, abandoned_at = null, owed_since = now()
		where id = $1
		returning *
	), queued as (
		select ${queueDelivery("owed.lease_id", "replace")} from owed
	), audited as (
		${auditInsert("$2", { from: "owed join lease on lease.id = owed.lease_id", tenantId: "lease.tenant_id", kind: "'callback'", id: "owed.id::text" })}
	)
	select ${callbackColumns}, (select count(*) from queued) from owed as callback`;

/** Owes a callback anew and queues it at once. Cost: the primary key and one job. Errors  NOT_FOUND. */
export async function redeliver(db: Queryable, id: CallbackId, audit?: Audit): Promise<CallbackRecord> {
	const [row] = await rowsOf<CallbackRow>(db, text, [id, auditDoc(audit)]);
	if (row === undefined) throw new AppError("NOT_FOUND", { data: { callbackId: id } });
	return toCallback(row);
}
