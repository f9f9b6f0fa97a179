import { AppError } from "@berth/core";
import type { NewLease } from "../lease-change.ts";
import type { Queryable } from "../query.ts";
import type { Resources } from "../records.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { insertNewLease, type Place } from "./insert-new.ts";

/** Records a new lease that holds so much. Errors  QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, FORBIDDEN, NOT_FOUND. */
export async function admit(db: Queryable, lease: NewLease, holds: Resources, place: Place | null) {
	const made = await insertNewLease(db, lease, holds, place);
	if (made === "capacity") throw new AppError("CAPACITY_EXHAUSTED", { data: { asked: holds } });
	if (made !== "quota") return made;
	// When nothing is found against it any more, the row has room again since it refused.
	throw (await explainRefusal(db, lease.tenantId, { leases: 1, ...holds })) ?? new AppError("QUOTA_EXCEEDED");
}
