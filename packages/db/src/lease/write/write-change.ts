import { AppError } from "@berth/core";
import type { Audit } from "../../audit/audit.ts";
import { HINT_CHANNEL, hintOfRow } from "../../hint.ts";
import { hostPortPart, inPortOrder, settleHostPorts } from "../../host-port/settle.ts";
import { lockHostPorts, takeHostPorts } from "../../host-port/take.ts";
import type { LeaseChange } from "../../lease-change.ts";
import { assertClaim } from "../../node/assert-claim.ts";
import { parameters, type Queryable, rowsOf } from "../../query.ts";
import type { LeaseRecord, LeftData } from "../../records.ts";
import type { Fence } from "../../scope.ts";
import type { CommitEarly } from "../../transaction.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { foldDue } from "../fold-counts.ts";
import { type LeaseFields, leaseFields, toWrittenLease } from "../lease-row.ts";
import { auditPart } from "./audit-part.ts";
import { callbackPart } from "./callback-part.ts";
import { capacityPart, ROOM, roomPart } from "./capacity-part.ts";
import { countPart } from "./count-part.ts";
import { diagnosticPart } from "./diagnostic-part.ts";
import { domainPart } from "./domain-part.ts";
import { eventPart } from "./event-part.ts";
import { instancePart } from "./instance-part.ts";
import { itemPart } from "./item-part.ts";
import { joinedPart } from "./joined-part.ts";
import { leasePart } from "./lease-part.ts";
import { lockRecord } from "./lock-record.ts";
import { newOperationPart, operationPart } from "./operation-part.ts";
import { newReleasePart, releasePart } from "./release-part.ts";
import { retentionPart } from "./retention-part.ts";
import { settleRetained } from "./settle-retained.ts";
import { tellRetained } from "./tell-retained.ts";
import { newVolumePart, volumePart } from "./volume-part.ts";
import { webhookPart } from "./webhook-part.ts";
import { type Balance, weigh } from "./weigh.ts";

/**
 * Writes all of a change in one statement, put together from the parts that the change has: each combination has its own text,
 * and the few that occur stay prepared. The notice goes out with the commit.
 *
 * Returns the lease as written and whether the counts should be added up now.
 * Errors  CLAIM_LOST when the fence refused it; VERSION_CONFLICT; those of `LeaseChange.holds` and `LeaseChange.reopen`. Nothing at
 *         all was written then.
 * Cost    one round trip, three or four more to reopen or to end a restoring, two more to take ports; primary keys throughout.
 */
export async function writeChange(
	db: Queryable,
	before: LeaseRecord,
	fence: Fence | null,
	asked: LeaseChange,
	audit: Audit | undefined,
	commitEarly: CommitEarly,
): Promise<{ readonly lease: LeaseRecord; readonly foldDue: boolean; readonly left: LeftData | null }> {
	if (asked.newRelease !== undefined && asked.newRelease.number !== before.releaseSeq + 1) throw new AppError("VERSION_CONFLICT");
	const ports = settleHostPorts(before.hostPorts, asked);
	if (ports.take.length > 0) await lockHostPorts(db);
	const record = await lockRecord(db, before, asked);
	const isGivenBack = asked.endRestore === "failed" && record !== null;
	const settled = isGivenBack ? null : await settleRetained(db, before, asked);
	const change = settled === null ? asked : tellRetained(asked, before, settled);
	const balance = weigh(before, change, record);
	const { values, of: p } = parameters();
	const callback = callbackPart(p, change.callback);
	const webhooks = webhookPart(p, change.events);
	const count = countPart(p, before.state, change.set?.state);
	const room = roomPart(p, before, balance);
	const capacity = capacityPart(p, balance);
	const held = capacity.length === 0 ? null : { after: balance.held, admitted: room.length === 0 ? null : ROOM };
	const parts = [
		...room,
		leasePart(p, { id: before.id, version: before.version, fence }, change, held),
		...capacity,
		...newOperationPart(p, change.newOperation),
		...operationPart(p, change.operations),
		...joinedPart(p, change.joinedBy),
		...newReleasePart(p, change.newRelease, change.releases),
		...releasePart(p, change.releases),
		...itemPart(p, change.items),
		...domainPart(p, before, change),
		...newVolumePart(p, change.newVolumes),
		...volumePart(p, change, record, settled),
		...retentionPart(p, change, record, balance, settled),
		...hostPortPart(p, ports),
		...instancePart(p, change.instances),
		...diagnosticPart(p, change.diagnostics),
		...callback,
		...count,
		...eventPart(p, change.events),
		...webhooks,
		...auditPart(p, audit, change),
	];
	const text = `
		with ${parts.join(", ")}
		select ${leaseFields}, ${count.length > 0 ? foldDue("recounted") : "false"} as fold_due,
			${callback.length > 0 ? "(select count(*) from queued)," : ""}
			${webhooks.length > 0 ? "(select count(*) from rung)," : ""}
			pg_notify('${HINT_CHANNEL}', ${hintOfRow})
		from changed lease`;
	const written = rowsOf<LeaseFields & { fold_due: boolean }>(db, text, values);
	// Without a row it wrote nothing, and there is nothing to undo.
	const hasWritten = ports.take.length > 0 || (settled?.left.evicted.length ?? 0) > 0;
	if (!hasWritten) commitEarly();
	const [row] = await written;
	if (row === undefined) throw await explainUnwritten(db, before, fence, balance);
	const taken = ports.take.length > 0 ? await takeHostPorts(db, before, ports.take) : [];
	const hostPorts = inPortOrder([...ports.keep, ...taken]);
	return {
		lease: toWrittenLease(row, { items: change.items ?? before.items, volumes: balance.volumes, hostPorts }),
		foldDue: row.fold_due,
		left: settled?.left ?? null,
	};
}

async function explainUnwritten(db: Queryable, lease: LeaseRecord, fence: Fence | null, { tenant, node, grows }: Balance) {
	if (!grows) return new AppError(fence === null ? "VERSION_CONFLICT" : "CLAIM_LOST");
	if (fence !== null) {
		if (fence.nodeId !== lease.nodeId) return new AppError("CLAIM_LOST");
		await assertClaim(db, fence);
	}
	return (await explainRefusal(db, lease.tenantId, tenant)) ?? new AppError("CAPACITY_EXHAUSTED", { data: { asked: node } });
}
