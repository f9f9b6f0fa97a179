import type { OperationState, OperationStep, Reason } from "@berth/core";
import type { LeaseChange, OperationRecord } from "@berth/db";

export interface OperationEnd {
	readonly state: Exclude<OperationState, "queued" | "running">;
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly steps?: readonly OperationStep[];
}

/** What to write when an operation ends: its row, its event, and the one callback it may have. */
export function endOperation(
	operation: OperationRecord,
	end: OperationEnd,
	by: { readonly actor: string; readonly at: Date },
): Required<Pick<LeaseChange, "operations" | "events">> & Pick<LeaseChange, "callback"> {
	const { state, reason, message, steps } = end;
	// Nobody asked for a diagnosis: when a request takes its place, that one's end is what there is to tell.
	const isTold = operation.callbackUrl !== null && !(operation.kind === "diagnose" && state === "superseded");
	return {
		operations: [{ id: operation.id, state, reason, message, ...(steps && { steps }) }],
		events: [{ actor: by.actor, operationId: operation.id, body: { type: "operation", kind: operation.kind, state, reason } }],
		...(operation.callbackUrl !== null &&
			isTold && {
				callback: {
					operationId: operation.id,
					url: operation.callbackUrl,
					body: {
						operationId: operation.id,
						leaseId: operation.leaseId,
						kind: operation.kind,
						state,
						reason,
						message,
						at: by.at.toISOString(),
					},
				},
			}),
	};
}
