import { AppError, type MachineEvent, type Millis, type OperationId, type OperationKind, type Reason } from "@berth/core";
import type { LeaseChange, LeaseRecord, OperationRecord } from "@berth/db";
import type { Decide } from "../apply.ts";
import { endOperation } from "../changes/end-operation.ts";
import { move } from "../changes/move.ts";
import { openOperation } from "../machine/predicates.ts";
import type { Deadlines } from "../machine/work-of.ts";
import { messageOf } from "../messages.ts";
import type { Definition } from "../work/plan-change.ts";
import { acceptedSteps, endSteps, stepsOf } from "../work/plan-steps.ts";

/** What else a request writes, which only the locked row can tell. */
export interface Effect
	extends Pick<LeaseChange, "set" | "newRelease" | "items" | "holds" | "newVolumes" | "volumeQuotas" | "takeHostPorts" | "reopen"> {
	/** The release that the operation makes active; null where it changes none. */
	readonly releaseNumber?: number | null;
	/** What serves when it is done, where that is known: the timeline shows what it needs. */
	readonly definition?: Definition;
	/** Whether instances that run get other limits where they stand. */
	readonly resizes?: boolean;
	/** The only instance that is touched. */
	readonly instance?: string;
}

/** A request that makes a lease work: which event it is to the machine, and the operation it becomes. */
export interface Request {
	readonly event: MachineEvent;
	readonly kind: OperationKind;
	readonly by: string;
	/** Why, where nobody asked: it stands on the move. */
	readonly reason?: Reason;
	readonly at: Date;
	readonly operationId: OperationId;
	readonly callbackUrl: string | undefined;
	readonly idempotencyKey: string | undefined;
	readonly requestHash: string;
	/** How long after the last operation it may be made. */
	readonly spacingMs: Millis;
	/** Asked under the row's lock when the machine takes the request; what it throws refuses it. */
	readonly effect?: (lease: LeaseRecord, operation: OperationRecord | null) => Effect;
}

export interface Taken {
	readonly operationId: OperationId;
	readonly joined: boolean;
}

/**
 * Takes a request if the machine does: the row says so when this commits, with a new operation, and the one it interrupts ended.
 *
 * Returns the operation the caller's request is: the new one, or the running one it joins, where that does the very same or the
 *         machine ignores the event.
 * Errors  thrown by the decision: INVALID_STATE; THROTTLED; those of `effect`.
 */
export const acceptCommand =
	(request: Request, deadlines: Deadlines): Decide<Taken> =>
	(lease, operation) => {
		const { event, kind, by, at, operationId, reason } = request;
		const open = openOperation(operation);
		if (open?.kind === kind && open.requestHash === request.requestHash) return join(request, open.id);
		const step = move(lease, { event, actor: by, operationId, ...(reason && { reason, message: messageOf(reason) }) }, deadlines);
		if (step.kind === "rejected") throw step.error;
		if (step.kind === "ignored") return join(request, lease.operationId ?? operationId);
		if (event !== "closeRequested") assertWhole(lease, operation);
		assertSpaced(request, operation);
		const { releaseNumber = null, definition = null, resizes = false, instance, set, ...effect } = request.effect?.(lease, operation) ?? {};
		const ended: Partial<LeaseChange> = open === null ? {} : supersede(lease, open, by, at);
		const { newRelease } = effect;
		return {
			moved: step.moved,
			result: { operationId, joined: false },
			change: {
				...ended,
				...effect,
				set: { ...step.set, ...(request.callbackUrl !== undefined && { callbackUrl: request.callbackUrl }), ...set, operationId },
				newOperation: {
					id: operationId,
					kind,
					state: "queued",
					requestedBy: by,
					releaseNumber,
					...(instance !== undefined && { instance }),
					steps: acceptedSteps(stepsOf(kind, lease.state, definition, { resizes, isOne: instance !== undefined }), at),
					callbackUrl: request.callbackUrl ?? null,
					idempotencyKey: request.idempotencyKey ?? null,
					requestHash: request.requestHash,
				},
				events: [
					...(ended.events ?? []),
					step.event,
					...(newRelease === undefined ? [] : [{ actor: by, operationId, body: releaseBody(newRelease) }]),
					{ actor: by, operationId, body: { type: "operation", kind, state: "queued", reason: null } },
				],
			},
		};
	};

/** The key of who joins stands for what it joined, also when that is over: sent again, it is no second request. */
const join = ({ idempotencyKey, requestHash }: Request, operationId: OperationId) => ({
	change: idempotencyKey === undefined ? null : { joinedBy: { operationId, idempotencyKey, requestHash }, events: [] },
	result: { operationId, joined: true },
});

const releaseBody = ({ number, cause, rollbackOf }: NonNullable<LeaseChange["newRelease"]>) =>
	({ type: "release", number, cause, rollbackOf }) as const;

/** A lease whose restore failed is nothing to work on, for its data is to be restored from where it was: it can be closed alone. */
function assertWhole(lease: LeaseRecord, operation: OperationRecord | null): void {
	if (lease.state !== "failed" || operation?.kind !== "restore" || operation.state === "succeeded") return;
	throw new AppError("INVALID_STATE", {
		message: "The lease could not be restored; close it and restore its data again.",
		data: { state: lease.state, accepts: ["closeRequested"] },
	});
}

/** Errors  THROTTLED. Clocks that differ by more than the spacing let a request pass: it is a brake and no lock. */
function assertSpaced({ spacingMs, at }: Request, last: OperationRecord | null): void {
	// Nobody asked for a diagnosis, so nobody was too fast.
	if (last === null || last.kind === "diagnose") return;
	const sinceMs = Math.abs(at.getTime() - last.createdAt.getTime());
	if (sinceMs < spacingMs) throw new AppError("THROTTLED", { data: { retryAfterMs: Math.ceil(spacingMs - sinceMs) } });
}

/** What is interrupted ends, and the release that it was to make active comes to nothing. */
function supersede(lease: LeaseRecord, open: OperationRecord, by: string, at: Date): Partial<LeaseChange> {
	const steps = endSteps(open.steps, at);
	const end = { state: "superseded", reason: "Superseded", message: messageOf("Superseded"), steps } as const;
	const { releaseNumber } = open;
	return {
		...endOperation(open, end, { actor: by, at }),
		...(releaseNumber !== null && releaseNumber !== lease.activeRelease && { releases: [{ number: releaseNumber, status: "failed" }] }),
	};
}
