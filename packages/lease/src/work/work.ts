import type { Clock, LeaseState, MachineEvent, Manifest, Millis, OperationState, Reason, Spans, StepName } from "@berth/core";
import type { InstanceRecord, LeaseChange, LeaseItemRecord, LeaseRecord, OperationRecord, Stores } from "@berth/db";
import type { ContainerObservation, Engine, ImageObservation } from "@berth/engine";
import type { AgentTimings, IngressOptions } from "../agent-types.ts";
import type { Log } from "../observe.ts";
import type { WorkFailure } from "./failure.ts";
import type { Journal } from "./journal.ts";
import type { Layout } from "./layout.ts";
import type { Definition } from "./plan-change.ts";
import type { TenantNetworks } from "./tenant-networks.ts";

/** What any plan of this node works with. */
export interface WorkTools {
	readonly engine: Engine;
	readonly networks: TenantNetworks;
	readonly clock: Clock;
	readonly log: Log;
	readonly spans: Spans;
	readonly timings: AgentTimings;
	readonly publicHost: string;
	/** How the host's reverse proxy reaches services; null where there is none. */
	readonly ingress: IngressOptions | null;
	/** How long what a closed lease left can be brought back. */
	readonly retentionGraceMs: Millis;
	readonly stores: Pick<Stores, "retentions" | "volumes">;
	/** Named in the event log. */
	readonly actor: string;
	/** Runs a pull when it is this tenant's turn for one of the node's few. */
	readonly pulling: <T>(tenantId: LeaseRecord["tenantId"], signal: AbortSignal, run: () => Promise<T>) => Promise<T>;
}

/** One piece of work: the lease as it stood when the work began, and what the steps hand on. */
export interface Work extends WorkTools {
	readonly lease: LeaseRecord & { readonly state: LeaseState };
	/** Null when the work belongs to no open operation. */
	readonly operation: OperationRecord | null;
	/** The release that is to serve when the work is done, or that serves where it changes none: its number, manifest and items. */
	readonly releaseNumber: number;
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
	/** What serves until then, and what a failed replacement goes back to; null when nothing does. */
	readonly current: Definition | null;
	/** What served last, also while nothing does; null before anything has. */
	readonly served: Definition | null;
	readonly layout: Layout;
	readonly journal: Journal;
	/** Rows of instances as they stood when the work began. */
	readonly instances: readonly InstanceRecord[];
	/** What each image of the release is, by its reference in the manifest. Filled by `pull`. */
	readonly images: Map<string, ImageObservation>;
	/** Containers of what is being brought up, inits included, by instance. Filled by `create`. */
	readonly containers: Map<string, string>;
	/** The same when they are ready. Filled by `verify`. */
	readonly ready: Map<string, ContainerObservation>;
}

/** A named idempotent piece of a plan. It may run again after any crash, and then finds its work done. */
export interface Step {
	readonly name: StepName;
	/** How long the step may take, tries while the engine is silent included. */
	readonly budgetMs: (timings: AgentTimings) => Millis;
	/** Absent: always. A step that is not needed never begins, and is shown as skipped. */
	readonly isNeeded?: (work: Work) => boolean;
	/** The step looks before it changes anything: it may do so while its beginning is written, and waits for `begun` before a change. */
	readonly looksFirst?: true;
	/** What it may look at before its turn, beside the first step; that this fails means nothing. */
	readonly ahead?: (work: Work, signal: AbortSignal) => Promise<void>;
	readonly run: (work: Work, signal: AbortSignal, begun: Promise<void>) => Promise<void>;
}

/** How work ended: what the machine hears, and what else that one transaction writes. */
export interface Outcome
	extends Pick<
		LeaseChange,
		"set" | "releases" | "items" | "holds" | "volumeQuotas" | "keepHostPorts" | "retain" | "endRestore" | "instances" | "diagnostics"
	> {
	readonly event: MachineEvent;
	/** The end of the operation; null when it goes on (another attempt). */
	readonly operation: Exclude<OperationState, "queued" | "running"> | null;
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly releaseCapacity?: true;
	/** What else the log is told, after the move. */
	readonly events?: readonly LeaseChange["events"][number]["body"][];
}

export interface Plan {
	readonly steps: readonly Step[];
	readonly succeed: (work: Work) => Outcome;
	/** Puts right what can be put right, within the signal; then says how it ended. It may find the world in any condition. */
	readonly fail: (work: Work, failure: WorkFailure, signal: AbortSignal) => Promise<Outcome>;
	/** How long `fail` may take. */
	readonly failBudgetMs: (timings: AgentTimings) => Millis;
}
