import type { ActorView, Clock, Spans } from "@berth/core";
import type { PortRange, Resources, Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { ActorsHere } from "./actor/actor-state.ts";
import type { HistoryKept } from "./history/prune-history.ts";
import type { Deadlines } from "./machine/work-of.ts";
import type { LeaseMetrics, Log } from "./observe.ts";
import type { SeenLeftover } from "./reconcile/leftovers.ts";
import type { OrphanVolume } from "./retention/orphan-watch.ts";
import type { SweepReport } from "./retention/sweep-report.ts";
import type { UsageOptions } from "./usage/usage-options.ts";
import type { WatchFigures } from "./usage/watch-figures.ts";

export interface AgentOptions {
	readonly stores: Stores;
	readonly engine: Engine;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: LeaseMetrics;
	/** How commands are followed; not at all when absent. */
	readonly spans?: Spans;
	/** Names this process in the claim: host, pid and start time. */
	readonly holder: string;
	readonly node: {
		readonly name: string;
		/** Disk that may be kept for closed leases; no limit when null or absent. */
		readonly retainedBytesMax?: number | null;
		readonly capacity: Resources;
		/** Ports of the host that leases may have for themselves; none when null or absent. */
		readonly hostPorts?: PortRange | null;
	};
	/** Where tenants' published ports answer: `127.0.0.1` or a public name. */
	readonly publicHost: string;
	readonly timings: AgentTimings;
	/** Whose things ours are on the host: in the names of networks. The database's `installationId`. */
	readonly installationId: string;
	/** How the host's reverse proxy reaches services; null where there is none. */
	readonly ingress: IngressOptions | null;
	/** How much work goes on at a time on the node. */
	readonly lanes: LaneOptions;
	/** How long what a closed lease left can be brought back. */
	readonly retentionGraceMs: number;
	/** What becomes of the data of a lease whose term is over, where neither its tenant nor its sizes say it; kept when absent. */
	readonly closeData?: "retain" | "destroy";
	/** How long what was is remembered; the rules' own where it says nothing. */
	readonly historyKept?: Partial<HistoryKept>;
	/** How what leases use is recorded; nothing is where it is absent. */
	readonly usage?: UsageOptions;
	/** How long a lease may stay in a working state, where it shall differ from the rules' own. */
	readonly deadlines?: Deadlines;
}

export interface IngressOptions {
	readonly wildcardDomain: string;
	readonly entrypoint: string;
	readonly certResolver: string;
	readonly middlewares: readonly string[];
	/** The container's port that the proxy speaks to; null where a service has none for it. */
	readonly portOf: (
		ports: readonly { readonly port: number; readonly protocol: "tcp" | "udp"; readonly ingress?: boolean }[],
	) => number | null;
	/** The full name an instance answers under, as the engine's labels make it. */
	readonly addressOf: (instance: {
		readonly leaseId: string;
		readonly service: string;
		readonly index: number;
		readonly quantity: number;
	}) => string;
	/** Whether a tenant's domain leads here yet; null where nobody checks. */
	readonly isDomainReady: ((domain: string, signal: AbortSignal) => Promise<boolean>) | null;
}

export interface LaneOptions {
	/**
	 * Leases that the engine is made to work on at once; what only waits for a program or for an image has no lane. More: the
	 * engine's own queue decides who waits. Fewer: a container that is slow to stop holds up the others.
	 */
	readonly workers: number;
	/** Of those, how many one tenant has for certain; beyond, only what nobody else could use, and never the last one. */
	readonly perTenant: number;
	/** Of those, how many are kept for closing, so that what frees room never waits for what needs it. */
	readonly closing: number;
	/** Images pulled at once. */
	readonly pulls: number;
}

export interface AgentTimings {
	/** How long a claim lasts; renewed at a third of it. Too short: a busy process loses it. Too long: a successor waits. */
	readonly claimMs: number;
	/** Full reconcile when nothing else asks for it. */
	readonly reconcileMs: number;
	/** Backstop for lost hints. */
	readonly pollMs: number;
	/** An actor without work is forgotten after this long. */
	readonly passivateMs: number;
	/** A container without a health check must run this long to count as ready. */
	readonly settleMs: number;
	/** How long before the end of its term a lease's event log says so. */
	readonly expiryNoticeMs: number;
	/** How long before retained data goes webhooks are told. */
	readonly retentionNoticeMs: number;
	/** How long an actor is past its deadline when webhooks are told. Too short: work that is just being given up is told of. */
	readonly stuckNoticeMs: number;
	/** Between sweeps of what is to be closed or destroyed by time. */
	readonly sweepMs: number;
	/** A step of a plan, by name, may take this long. */
	readonly stepMs: { readonly pull: number; readonly verify: number; readonly other: number };
	/** First and longest wait between tries of a teardown, and how many tries before it is abandoned. */
	readonly teardown: { readonly firstMs: number; readonly maxMs: number; readonly attempts: number };
}

/** `work` are the lanes; `pull` the slots for images. */
export type LaneKind = "work" | "pull";

export interface LaneDepth {
	readonly waiting: number;
	readonly running: number;
}

/** Works one node: claims it, runs its actors, follows the engine, reconciles. */
export interface Agent {
	/** Returns at once; claiming and reconciling go on in the background. */
	start(): void;
	/** Takes no new work, lets or makes workers stop, drops the claim. Leases stay as they are. */
	stop(): Promise<void>;
	readonly actors: {
		snapshot(): Promise<readonly ActorView[]>;
		/** Those of the node that it works; null while it has claimed none. */
		here(): ActorsHere | null;
	};
	/** How much work of the node goes on and how much waits for its turn. */
	lanes(): Readonly<Record<LaneKind, LaneDepth>>;
	/** Containers and networks of ours that nobody owned when the host was last compared with the rows; null while the node is not claimed. */
	leftovers(): readonly SeenLeftover[] | null;
	/** Volumes on the node's disk that no row knows: seen several times in a row, reported and never destroyed. */
	orphanVolumes(): readonly OrphanVolume[];
	/** How the last sweep of retained data went; null while the node is not claimed. */
	sweeps(): SweepReport | null;
	/** For readiness and the admin pages. */
	status(): {
		readonly claimed: boolean;
		/** Another holds the node, and this one takes over when that ends. */
		readonly waiting: boolean;
		readonly engine: "connected" | "disconnected";
		readonly lastReconcileAt: Date | null;
		readonly lastEventAt: Date | null;
	};
	/** What its watching is and costs; null where nothing is recorded. */
	watching(): WatchFigures | null;
	/** Reconciles now and resolves when done; joins one that runs. */
	reconcile(): Promise<void>;
}
