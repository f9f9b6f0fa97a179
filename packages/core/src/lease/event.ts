import type { SessionEnd } from "../exec/session.ts";
import type { MachineEvent } from "./machine-event.ts";
import type { OperationKind, OperationState, OperationStep } from "./operation.ts";
import type { Reason } from "./reason.ts";
import type { LeaseState } from "./state.ts";
import type { GivenUpCause, InstanceView, ReleaseCause, RetentionCap } from "./view.ts";

/** What a lease's event log holds; `seq` is gapless per lease. Past tense: it happened and is committed. */
export type LeaseEventBody =
	| {
			readonly type: "moved";
			readonly from: LeaseState | null;
			readonly to: LeaseState;
			readonly event: MachineEvent;
			readonly reason: Reason | null;
			readonly message: string | null;
	  }
	| { readonly type: "operation"; readonly kind: OperationKind; readonly state: OperationState; readonly reason: Reason | null }
	| { readonly type: "step"; readonly step: OperationStep }
	| {
			readonly type: "instance";
			readonly instance: Pick<InstanceView, "service" | "index" | "generation" | "state" | "health" | "exitCode" | "oomKilled">;
	  }
	| { readonly type: "quarantined"; readonly quarantined: boolean }
	/** A release was made; it becomes the active one when its operation succeeds. */
	| { readonly type: "release"; readonly number: number; readonly cause: ReleaseCause; readonly rollbackOf: number | null }
	/** The lease's term changed; null is without end. */
	| { readonly type: "renewed"; readonly expiresAt: string | null }
	/** The lease closes by itself at this time unless it is renewed. */
	| { readonly type: "expiring"; readonly expiresAt: string }
	/** Somebody asked to cancel the operation under way; how that ended is the operation's own event. */
	| { readonly type: "cancelRequested" }
	/** Somebody opened a session in a container, and it ended; what went through it is written nowhere. */
	| {
			readonly type: "session";
			readonly sessionId: string;
			readonly what: "opened" | "ended";
			readonly service: string;
			readonly index: number;
			/** The program's own name, without its arguments. */
			readonly program: string;
			readonly terminal: boolean;
			/** Of an end: the program's code, null where it is not known. */
			readonly exitCode?: number | null;
			/** Of an end. */
			readonly because?: SessionEnd;
	  }
	/** What the closed lease left is kept until then; that time was moved; it is given up; it is gone. */
	| { readonly type: "retained"; readonly retentionId: string; readonly until: string; readonly volumes: number }
	| { readonly type: "extended"; readonly retentionId: string; readonly until: string }
	| {
			readonly type: "relinquished";
			readonly volumes: number;
			/** Absent where it was not written down yet. */
			readonly because?: GivenUpCause;
			readonly bytes?: number;
			/** The cap that left no room, where one did. */
			readonly cap?: RetentionCap;
	  }
	| { readonly type: "destroyed"; readonly retentionId: string; readonly because: GivenUpCause; readonly bytes: number };

export type LeaseEventType = LeaseEventBody["type"];

// A record, so that a kind that is missing here does not compile.
const eventTypes: Readonly<Record<LeaseEventType, true>> = {
	moved: true,
	operation: true,
	step: true,
	instance: true,
	quarantined: true,
	release: true,
	renewed: true,
	expiring: true,
	cancelRequested: true,
	session: true,
	retained: true,
	extended: true,
	relinquished: true,
	destroyed: true,
};
/** Every kind of event. */
export const leaseEventTypes = Object.keys(eventTypes) as readonly LeaseEventType[];

export interface LeaseEvent {
	readonly leaseId: string;
	readonly seq: number;
	readonly at: string;
	readonly operationId: string | null;
	readonly actor: string;
	readonly body: LeaseEventBody;
}
