import type { CallbackId, InvitationId, LeaseId, NodeId, OperationId, RetentionId, TenantId } from "@berth/core";
import { z } from "zod";

const id = z.uuid({ error: "must be an id" });

// An id is a string until it was parsed: these are where it becomes a branded one.
export const leaseId = id.transform((value) => value as LeaseId);
export const callbackId = id.transform((value) => value as CallbackId);
export const operationId = id.transform((value) => value as OperationId);
export const nodeId = id.transform((value) => value as NodeId);
export const tenantId = id.transform((value) => value as TenantId);
export const retentionId = id.transform((value) => value as RetentionId);

export const invitationId = id.transform((value) => value as InvitationId);
/** The auth library's ids are text of ours. */
export const userId = z.string().min(1).max(64);
/** What a link holds. */
export const token = z.string().min(1).max(128);

export const ofLease = z.strictObject({ leaseId });

/** A page of a list. `cursor` is the `next` of the page before. */
export const page = {
	limit: z.int().min(1).max(200).default(50),
	cursor: z.string().max(64).optional(),
};

/** Where a stream goes on: the id of the last message that was seen. Clients fill it in by themselves. */
export const resumable = { lastEventId: z.string().max(512).optional() };

/** The `revision` of what was looked at: the change is refused when somebody changed it since. */
export const expectedRevision = z.string().max(64).optional();

/** A position in the merged log of a lease. */
export const logCursor = z
	.string()
	.min(1)
	.max(64 * 1024);
