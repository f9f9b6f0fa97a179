import { AppError, type LeaseId } from "@berth/core";
import type { Caller, LeaseGlanceView } from "@berth/lease";
import { z } from "zod";
import { leaseId } from "./inputs.ts";
import type { Services } from "./services.ts";

/** So many rows are on no screen. */
const LEASES_MAX = 100;

export const glanceInput = z.strictObject({ leaseIds: z.array(leaseId).min(1).max(LEASES_MAX) });

/** A glance with how many messages wait for the lease's actor; null where another process works it. */
export interface LeaseNow extends LeaseGlanceView {
	readonly inbox: number | null;
}

/** What leases of a list use and do at the moment. One that is not there is left out. Errors  NOT_FOUND where none of them is, for the caller. */
export async function glanceAt(
	{ usage, actors }: Pick<Services, "usage" | "actors">,
	caller: Caller,
	leaseIds: readonly LeaseId[],
): Promise<{ readonly leases: readonly LeaseNow[] }> {
	const found = await usage.glances(caller, leaseIds);
	if (found.length === 0) throw new AppError("NOT_FOUND", { data: { leaseId: leaseIds[0] } });
	return { leases: found.map((glance) => ({ ...glance, inbox: actors.inboxOf(glance.leaseId) })) };
}
