import type { AppError, LeaseState, MachineEvent, OperationId, Reason } from "@berth/core";
import type { LeaseChange, LeaseRecord } from "@berth/db";
import { transition } from "../machine/transition.ts";
import { type Deadlines, deadlineOf } from "../machine/work-of.ts";

export interface Moved {
	readonly from: LeaseState | null;
	readonly to: LeaseState;
	readonly event: MachineEvent;
}

/** Why, and on whose account, a lease is asked to move. */
export interface Cause {
	readonly event: MachineEvent;
	/** Who is named in the event log: `user:ada@example.org`, `node:one`. */
	readonly actor: string;
	/** The operation the event belongs to. */
	readonly operationId: OperationId | null;
	readonly reason?: Reason;
	readonly message?: string;
}

type Set = NonNullable<LeaseChange["set"]>;
type Event = LeaseChange["events"][number];

export type Move =
	| { readonly kind: "moved"; readonly moved: Moved; readonly set: Set; readonly event: Event }
	| { readonly kind: "ignored"; readonly why: string }
	| { readonly kind: "rejected"; readonly error: AppError };

/** What to write when `event` happens to a lease: the only source of `set.state`, so that no state changes without its event. */
export function move(lease: Pick<LeaseRecord, "state">, cause: Cause, deadlines: Deadlines): Move {
	const result = transition(lease.state, cause.event);
	if (result.kind !== "moved") return result;
	const reason = cause.reason ?? null;
	const message = cause.message ?? null;
	return {
		kind: "moved",
		moved: { from: lease.state, to: result.next, event: cause.event },
		set: {
			state: result.next,
			reason,
			message,
			attempt: 0,
			deadlineInMs: deadlineOf(result.next, deadlines),
			wakeInMs: null,
			...(result.next === "closed" && { closed: true as const }),
		},
		event: {
			actor: cause.actor,
			operationId: cause.operationId,
			body: { type: "moved", from: lease.state, to: result.next, event: cause.event, reason, message },
		},
	};
}
