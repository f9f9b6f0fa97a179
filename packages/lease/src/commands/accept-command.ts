import type { MachineEvent, OperationId, OperationKind } from "@berth/core";
import type { LeaseChange, LeaseRecord, OperationRecord } from "@berth/db";
import type { Decide } from "../apply.ts";
import { endOperation } from "../changes/end-operation.ts";
import { move } from "../changes/move.ts";
import { openOperation } from "../machine/predicates.ts";
import type { Deadlines } from "../machine/work-of.ts";
import { messageOf } from "../messages.ts";
import { acceptedSteps, endSteps, planSteps } from "../work/plan-steps.ts";

/** A request that makes a lease work: which event it is to the machine, and the operation it becomes. */
export interface Request {
	readonly event: MachineEvent;
	readonly kind: Extract<OperationKind, keyof typeof planSteps>;
	readonly by: string;
	readonly at: Date;
	readonly operationId: OperationId;
	readonly releaseNumber: number | null;
	readonly callbackUrl: string | undefined;
	readonly idempotencyKey: string | undefined;
	readonly requestHash: string;
	/** What else the move sets on the row. */
	readonly set?: (lease: LeaseRecord) => NonNullable<LeaseChange["set"]>;
}

/**
 * Takes a request if the machine does: the row says so when this commits, with a new operation, and the one it interrupts ended.
 *
 * Returns the operation the caller's request is: the new one, or the running one it joins where the machine ignores the event.
 * Errors  thrown by the decision: INVALID_STATE.
 */
export const acceptCommand =
	(request: Request, deadlines: Deadlines): Decide<{ readonly operationId: OperationId; readonly joined: boolean }> =>
	(lease, operation) => {
		const { event, kind, by, at, operationId } = request;
		const step = move(lease, { event, actor: by, operationId }, deadlines);
		if (step.kind === "rejected") throw step.error;
		if (step.kind === "ignored") return { change: null, result: { operationId: lease.operationId ?? operationId, joined: true } };
		const ended = supersede(operation, by, at);
		return {
			moved: step.moved,
			result: { operationId, joined: false },
			change: {
				...ended,
				set: { ...step.set, ...request.set?.(lease), operationId },
				newOperation: {
					id: operationId,
					kind,
					state: "queued",
					requestedBy: by,
					releaseNumber: request.releaseNumber,
					steps: acceptedSteps(planSteps[kind], at),
					callbackUrl: request.callbackUrl ?? null,
					idempotencyKey: request.idempotencyKey ?? null,
					requestHash: request.requestHash,
				},
				events: [
					...(ended.events ?? []),
					step.event,
					{ actor: by, operationId, body: { type: "operation", kind, state: "queued", reason: null } },
				],
			},
		};
	};

const supersede = (operation: OperationRecord | null, by: string, at: Date): Partial<ReturnType<typeof endOperation>> => {
	const open = openOperation(operation);
	if (open === null) return {};
	const steps = endSteps(open.steps, at);
	return endOperation(open, { state: "superseded", reason: "Superseded", message: messageOf("Superseded"), steps }, { actor: by, at });
};
