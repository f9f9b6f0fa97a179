import type { MachineEvent } from "./machine-event.ts";
import type { OperationKind, OperationState, OperationStep } from "./operation.ts";
import type { Reason } from "./reason.ts";
import type { LeaseState } from "./state.ts";
import type { InstanceView } from "./view.ts";

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
	| { readonly type: "quarantined"; readonly quarantined: boolean };

export interface LeaseEvent {
	readonly leaseId: string;
	readonly seq: number;
	readonly at: string;
	readonly operationId: string | null;
	readonly actor: string;
	readonly body: LeaseEventBody;
}
