import type { Clock, LeaseState, MachineEvent, Manifest, Millis, OperationState, Reason, StepName } from "@berth/core";
import type { InstanceRecord, LeaseChange, LeaseRecord, OperationRecord } from "@berth/db";
import type { ContainerObservation, Engine } from "@berth/engine";
import type { AgentTimings } from "../agent-types.ts";
import type { Log } from "../observe.ts";
import type { WorkFailure } from "./failure.ts";
import type { Journal } from "./journal.ts";
import type { TenantNetworks } from "./tenant-networks.ts";

/** What any plan of this node works with. */
export interface WorkTools {
	readonly engine: Engine;
	readonly networks: TenantNetworks;
	readonly clock: Clock;
	readonly log: Log;
	readonly timings: AgentTimings;
	readonly publicHost: string;
	/** Named in the event log. */
	readonly actor: string;
}

/** One piece of work: the lease as it stood when the work began, and what the steps hand on. */
export interface Work extends WorkTools {
	readonly lease: LeaseRecord & { readonly state: LeaseState };
	/** Null when the work belongs to no open operation. */
	readonly operation: OperationRecord | null;
	readonly manifest: Manifest;
	readonly journal: Journal;
	/** Rows of instances as they stood when the work began. */
	readonly instances: readonly InstanceRecord[];
	/** Containers of the generation being brought up, by instance. Filled by `create`. */
	readonly containers: Map<string, string>;
	/** The same when they are ready. Filled by `verify`. */
	readonly ready: Map<string, ContainerObservation>;
}

/** A named idempotent piece of a plan. It may run again after any crash, and then finds its work done. */
export interface Step {
	readonly name: StepName;
	/** How long the step may take, tries while the engine is silent included. */
	readonly budgetMs: (timings: AgentTimings) => Millis;
	readonly run: (work: Work, signal: AbortSignal) => Promise<void>;
}

/** How work ended: what the machine hears, and what else that one transaction writes. */
export interface Outcome {
	readonly event: MachineEvent;
	/** The end of the operation; null when it goes on (another attempt). */
	readonly operation: Exclude<OperationState, "queued" | "running"> | null;
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly set?: LeaseChange["set"];
	readonly releases?: LeaseChange["releases"];
	readonly instances?: LeaseChange["instances"];
	readonly diagnostics?: LeaseChange["diagnostics"];
	readonly releaseCapacity?: true;
}

export interface Plan {
	readonly steps: readonly Step[];
	readonly succeed: (work: Work) => Outcome;
	/** Puts right what can be put right, within the signal; then says how it ended. It may find the world in any condition. */
	readonly fail: (work: Work, failure: WorkFailure, signal: AbortSignal) => Promise<Outcome>;
	/** How long `fail` may take. */
	readonly failBudgetMs: (timings: AgentTimings) => Millis;
}
