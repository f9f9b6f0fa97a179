import type { ErrorCode, GivenUpCause, LeaseState, MachineEvent, OperationKind, OperationState, RetentionCap } from "@berth/core";

/** Where the rules write what happened. Fields are data, the message is constant. */
export interface Log {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

/** How a unit of work ended: the code is of the error table. */
export type UnitOutcome = "ok" | ErrorCode;

/** What the rules count. Labels are closed sets; no ids. */
export interface LeaseMetrics {
	moved(from: LeaseState | null, to: LeaseState, event: MachineEvent): void;
	worked(work: string, outcome: string, durationMs: number): void;
	/** From the request to its end, waiting included. */
	operationEnded(kind: OperationKind, state: OperationState, durationMs: number): void;
	/** How long a work waited for a lane, or a pull for a slot; also when it did not. */
	waited(lane: "work" | "pull", durationMs: number): void;
	/** What became of a request: a new operation, the one under way, or `THROTTLED`. */
	requested(kind: OperationKind, answer: "accepted" | "joined" | "throttled"): void;
	/** A lease whose term ends: told in its log, or closed. */
	expired(what: "announced" | "closed"): void;
	/** A volume of given-up data: destroyed, not to be destroyed yet, or kept because it was not certain whose it is. */
	reaped(outcome: "destroyed" | "resisted" | "skipped"): void;
	/** A record of retained data that is gone. */
	retentionEnded(because: GivenUpCause): void;
	/** Data of a closed lease that a cap left no room for, or that went for newer data of its tenant. */
	retentionCapped(cap: RetentionCap, what: "refused" | "evicted"): void;
	/** Why a volume of given-up data was not destroyed. */
	destroyRefused(why: "in_use" | "not_owned" | "root_unsure" | "driver"): void;
	/** From when a lease had something to do to when its actor began. */
	woken(lagMs: number): void;
	/** From an event's commit to when it was read for a subscriber who was waiting for it. */
	fed(lagMs: number): void;
	/** A stage of a sweep, by the name that it has there. */
	swept(stage: string, outcome: UnitOutcome, durationMs: number): void;
	reconciled(outcome: UnitOutcome, durationMs: number): void;
	/** An archive of volumes that was read or written, and how much of it went over the wire. */
	backedUp(direction: "export" | "import", outcome: UnitOutcome, bytes: number): void;
	refusedMessage(): void;
	panicked(): void;
	claimTaken(): void;
	claimLost(): void;
	drift(kind: "ownerless" | "network" | "stray" | "stale" | "missing" | "volume"): void;
}

const ignore = () => undefined;
export const noMetrics: LeaseMetrics = {
	moved: ignore,
	worked: ignore,
	operationEnded: ignore,
	waited: ignore,
	requested: ignore,
	expired: ignore,
	reaped: ignore,
	retentionEnded: ignore,
	retentionCapped: ignore,
	destroyRefused: ignore,
	woken: ignore,
	fed: ignore,
	swept: ignore,
	reconciled: ignore,
	backedUp: ignore,
	refusedMessage: ignore,
	panicked: ignore,
	claimTaken: ignore,
	claimLost: ignore,
	drift: ignore,
};
export const noLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
