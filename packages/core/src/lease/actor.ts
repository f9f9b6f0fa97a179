import type { ActorView } from "./feed.ts";
import type { MachineEvent } from "./machine-event.ts";
import type { OperationView } from "./operation.ts";
import type { LeaseState } from "./state.ts";

/** A message that an actor handled. Times are ISO 8601. */
export interface HandledMessageView {
	readonly message: string;
	readonly enqueuedAt: string;
	readonly startedAt: string;
	readonly endedAt: string;
	/** `ok`, or the code of the error that its handling ended with. */
	readonly outcome: string;
}

/** A call of the container engine that has not returned. */
export interface EngineCallView {
	/** As `containers.ensure`. */
	readonly call: string;
	/** Which container, image or network; null where the call is of none. */
	readonly target: string | null;
	readonly startedAt: string;
}

/** One actor, for who wants to know why a lease does not move. */
export interface ActorDetail {
	readonly at: string;
	readonly actor: ActorView;
	/** A sentence for people. */
	readonly waitsFor: string;
	/** Whether the actor is of the process that answers. Of another's, only what its lease's row says is known. */
	readonly isHere: boolean;
	/** The newest that it handled, the newest first; null where that is not known: it lives elsewhere, or rests and remembers nothing. */
	readonly handled: readonly HandledMessageView[] | null;
	/** Its calls of the engine under way, the oldest first; null where that is not known, as it lives elsewhere. */
	readonly calls: readonly EngineCallView[] | null;
	/** What it works at, or did last. */
	readonly operation: OperationView | null;
	/** The last moves of its lease, the newest first. */
	readonly path: readonly {
		readonly from: LeaseState | null;
		readonly to: LeaseState;
		readonly event: MachineEvent;
		readonly at: string;
		readonly by: string;
	}[];
}
