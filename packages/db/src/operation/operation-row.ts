import type { LeaseId, OperationId, OperationKind, OperationState, OperationStep, Reason, TenantId } from "@berth/core";
import type { OperationRecord } from "../records.ts";

/** What every read of an operation selects, from a row that the statement calls `operation`. */
export const operationColumns = `
	operation.id, operation.lease_id, operation.tenant_id, operation.kind, operation.state, operation.requested_by,
	operation.release_number, operation.instance, operation.steps, operation.reason, operation.message, operation.callback_url, operation.request_hash, operation.trace_parent,
	operation.created_at, operation.started_at, operation.finished_at`;

/** Moments are text when the row came inside of another one, as json. */
type Moment = Date | string;

export interface OperationRow {
	readonly id: OperationId;
	readonly lease_id: LeaseId;
	readonly tenant_id: TenantId;
	readonly kind: OperationKind;
	readonly state: OperationState;
	readonly requested_by: string;
	readonly release_number: number | null;
	readonly instance: string | null;
	readonly steps: readonly OperationStep[];
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly callback_url: string | null;
	readonly request_hash: string;
	readonly trace_parent: string | null;
	readonly created_at: Moment;
	readonly started_at: Moment | null;
	readonly finished_at: Moment | null;
}

export const toOperation = (row: OperationRow): OperationRecord => ({
	id: row.id,
	leaseId: row.lease_id,
	tenantId: row.tenant_id,
	kind: row.kind,
	state: row.state,
	requestedBy: row.requested_by,
	releaseNumber: row.release_number,
	instance: row.instance,
	steps: row.steps,
	reason: row.reason,
	message: row.message,
	callbackUrl: row.callback_url,
	requestHash: row.request_hash,
	traceParent: row.trace_parent,
	createdAt: new Date(row.created_at),
	startedAt: row.started_at === null ? null : new Date(row.started_at),
	finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
});
