import { isOperationDone, type LeaseState } from "@berth/core";
import type { LeaseRecord, OperationRecord } from "@berth/db";

/** Whether a container's exit is news: only where instances are meant to run and no plan is watching them. */
export const expectsInstances = (state: LeaseState): boolean => state === "ready";

/** Whether a failed lease once served, so that its instances coming back is a recovery and not half a provision. */
export const canRecover = (lease: Pick<LeaseRecord, "state" | "serving">): boolean => lease.state === "failed" && lease.serving !== null;

/** The operation a lease's work belongs to, if there is one that has not ended. */
export const openOperation = (operation: OperationRecord | null): OperationRecord | null =>
	operation === null || isOperationDone(operation.state) ? null : operation;
