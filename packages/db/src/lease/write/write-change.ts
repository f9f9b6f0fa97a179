import { HINT_CHANNEL } from "../../hint.ts";
import { parameters, type Queryable, rowsOf } from "../../query.ts";
import type { LeaseRecord } from "../../records.ts";
import type { Fence, LeaseChange } from "../../stores.ts";
import { foldDue } from "../fold-counts.ts";
import { type LeaseRow, leaseColumns, toLease } from "../lease-row.ts";
import { callbackPart } from "./callback-part.ts";
import { capacityPart } from "./capacity-part.ts";
import { countPart } from "./count-part.ts";
import { diagnosticPart } from "./diagnostic-part.ts";
import { eventPart } from "./event-part.ts";
import { instancePart } from "./instance-part.ts";
import { leasePart } from "./lease-part.ts";
import { newOperationPart, operationPart } from "./operation-part.ts";
import { releasePart } from "./release-part.ts";

/**
 * Writes all of a change in one statement, put together from the parts that the change has: each combination has its own text,
 * and the few that occur stay prepared. The notice goes out with the commit.
 *
 * Returns the lease as written and whether the counts should be added up now, or null when the fence refused it: then nothing at
 *         all was written.
 * Cost    one round trip; primary keys throughout.
 */
export async function writeChange(
	db: Queryable,
	before: LeaseRecord,
	fence: Fence | null,
	change: LeaseChange,
): Promise<{ readonly lease: LeaseRecord; readonly foldDue: boolean } | null> {
	const { values, of: p } = parameters();
	const callback = callbackPart(p, change.callback);
	const count = countPart(p, before.state, change.set?.state);
	const parts = [
		leasePart(p, { id: before.id, version: before.version, fence }, change),
		...capacityPart(p, before.id, change.releaseCapacity),
		...newOperationPart(p, change.newOperation),
		...operationPart(p, change.operations),
		...releasePart(p, change.releases),
		...instancePart(p, change.instances),
		...diagnosticPart(p, change.diagnostics),
		...callback,
		...count,
		...eventPart(p, change.events),
	];
	const text = `
		with ${parts.join(", ")}
		select ${leaseColumns}, ${count.length > 0 ? foldDue("recounted") : "false"} as fold_due,
			${callback.length > 0 ? "(select count(*) from queued)," : ""}
			pg_notify('${HINT_CHANNEL}', json_build_object(
				'leaseId', lease.id, 'tenantId', lease.tenant_id, 'nodeId', lease.node_id, 'seq', lease.event_seq
			)::text)
		from changed lease`;
	const [row] = await rowsOf<LeaseRow & { fold_due: boolean }>(db, text, values);
	return row === undefined ? null : { lease: toLease(row), foldDue: row.fold_due };
}
