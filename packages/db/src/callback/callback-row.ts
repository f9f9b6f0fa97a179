import type { CallbackId, LeaseId, OperationId } from "@berth/core";
import type { CallbackRecord } from "../records.ts";

export const callbackColumns =
	"callback.id, callback.operation_id, callback.lease_id, callback.url, callback.body, callback.attempts, callback.delivered_at, callback.abandoned_at, callback.last_error, callback.created_at";

export interface CallbackRow {
	readonly id: CallbackId;
	readonly operation_id: OperationId;
	readonly lease_id: LeaseId;
	readonly url: string;
	readonly body: Readonly<Record<string, unknown>>;
	readonly attempts: number;
	readonly delivered_at: Date | null;
	readonly abandoned_at: Date | null;
	readonly last_error: string | null;
	readonly created_at: Date;
}

export const toCallback = (row: CallbackRow): CallbackRecord => ({
	id: row.id,
	operationId: row.operation_id,
	leaseId: row.lease_id,
	url: row.url,
	body: row.body,
	attempts: row.attempts,
	deliveredAt: row.delivered_at,
	abandonedAt: row.abandoned_at,
	lastError: row.last_error,
	createdAt: row.created_at,
});
