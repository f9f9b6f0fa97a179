import { AppError } from "@berth/core";
import { inPortOrder } from "../host-port/settle.ts";
import { takeHostPorts, tooFew } from "../host-port/take.ts";
import type { NewLease } from "../lease-change.ts";
import type { Queryable } from "../query.ts";
import type { Resources } from "../records.ts";
import { explainNoRoom } from "./explain-no-room.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { insertNewLease, type Place } from "./insert-new.ts";

/**
 * Records a new lease that holds so much, with the ports it asks for. Errors  QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, FORBIDDEN, NOT_FOUND.
 *
 * One that asks for ports is recorded within a transaction that holds `lockHostPorts`.
 */
export async function admit(db: Queryable, lease: NewLease, holds: Resources, place: Place | null) {
	const { hostPorts = [] } = lease;
	const made = await insertNewLease(db, lease, holds, place);
	if (made === "capacity")
		throw place === null ? await explainNoRoom(db, holds) : new AppError("CAPACITY_EXHAUSTED", { data: { asked: holds } });
	if (made === "hostPorts") throw tooFew(hostPorts.length);
	// When nothing is found against it any more, the row has room again since it refused.
	if (made === "quota") throw (await explainRefusal(db, lease.tenantId, { leases: 1, ...holds })) ?? new AppError("QUOTA_EXCEEDED");
	if (hostPorts.length === 0) return made;
	const taken = await takeHostPorts(db, made.lease, hostPorts);
	return { ...made, lease: { ...made.lease, hostPorts: inPortOrder(taken) } };
}
