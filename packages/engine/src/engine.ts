import type { AppError } from "@berth/core";
import type { BuildGroup } from "./build-group.ts";
import type { Call } from "./call.ts";
import type { Capabilities } from "./capabilities.ts";
import type { ChangeGroup } from "./change-group.ts";
import type { ContainerGroup } from "./container-group.ts";
import type { ExecGroup } from "./exec-group.ts";
import type { ImageObservation, NetworkObservation } from "./observation.ts";
import type { PreflightResult } from "./preflight-result.ts";
import type { NetworkSpec, RegistryAuth } from "./spec.ts";
import type { StatsGroup } from "./stats-group.ts";
import type { UpkeepGroup } from "./upkeep-group.ts";
import type { VolumeGroup } from "./volumes/volume-group.ts";
import type { WaitExitGroup } from "./wait-exit-group.ts";

export type { Call } from "./call.ts";
export type { ContainerDrift, ContainerGroup, Selector } from "./container-group.ts";
export type { PreflightResult } from "./preflight-result.ts";

/**
 * One container host made equal to specs.
 *
 * Every method is idempotent: asked twice it succeeds twice. Every method takes a signal and rejects with ABORTED when it
 * fires, and has its own deadline past which it rejects with TIMEOUT. A daemon that cannot be reached is ENGINE_UNREACHABLE;
 * an unreadable answer is an error and never an empty one. Nothing in it assumes a local socket or a single host.
 */
export interface Engine {
	readonly containers: ContainerGroup;
	readonly images: ImageGroup;
	readonly networks: NetworkGroup;
	readonly volumes: VolumeGroup;
	readonly logs: LogGroup;
	readonly events: EventGroup;
	readonly changes: ChangeGroup;
	readonly stats: StatsGroup;
	readonly exec: ExecGroup;
	readonly upkeep: UpkeepGroup;
	readonly exits: WaitExitGroup;
	readonly host: HostGroup;
	/** Absent where it can build none. */
	readonly builds?: BuildGroup;
	/** Ends every stream and follower. Harmless when called twice. */
	close(): Promise<void>;
}

export interface PullProgress {
	readonly doneBytes: number;
	/** Null until every layer's size is known. */
	readonly totalBytes: number | null;
	readonly layers: number;
	readonly layersDone: number;
}

export interface ImageGroup {
	/** Null when the image is not on this host. */
	inspect(ref: string, call: Call): Promise<ImageObservation | null>;
	/**
	 * Brings the image here. An error inside the stream of a 200 answer is an error.
	 *
	 * `policy`  `if-missing` asks no registry when the image is here; `always` asks it.
	 * Errors  IMAGE_NOT_FOUND, IMAGE_WRONG_PLATFORM, IMAGE_DENIED, IMAGE_RATE_LIMITED, IMAGE_PULL_FAILED, NO_SPACE.
	 */
	pull(
		ref: string,
		options: {
			readonly policy: "if-missing" | "always";
			readonly auth?: RegistryAuth;
			readonly onProgress?: (progress: PullProgress) => void;
		},
		call: Call,
	): Promise<{ readonly image: ImageObservation; readonly changed: boolean }>;
}

export interface NetworkGroup {
	/** Creates the tenant's isolated bridge once, also when asked many times at once. Errors  CONFLICT when the name is somebody else's. */
	ensure(spec: NetworkSpec, call: Call): Promise<{ readonly id: string; readonly outcome: "created" | "kept" }>;
	/** Looks ahead, so that an `ensure` right behind it need not. Nothing is made. */
	look(name: string, call: Call): Promise<void>;
	/** Removes it if no container is attached; `kept` otherwise. A network that is gone is no error. */
	removeIfEmpty(name: string, call: Call): Promise<{ readonly outcome: "removed" | "kept" | "gone" }>;
	list(call: Call): Promise<NetworkObservation[]>;
}

export interface EngineLogLine {
	readonly stream: "stdout" | "stderr";
	/** RFC 3339 with nanoseconds, as the daemon stamped it. */
	readonly at: string;
	/** Position after this line: `at` and how many lines bore the same stamp. */
	readonly cursor: LogCursor;
	readonly text: string;
	readonly truncated: boolean;
}

export interface LogCursor {
	readonly at: string;
	readonly ordinal: number;
}

export type EngineLogMessage =
	| ({ readonly kind: "line" } & EngineLogLine)
	| { readonly kind: "gap"; readonly skipped: number }
	| { readonly kind: "end"; readonly why: "exited" | "gone" };

/** What reading logs has cost this process since it began. */
export interface LogCost {
	/** Containers whose log is followed now, however many read it. */
	readonly followers: number;
	readonly lines: number;
	readonly bytes: number;
	/** Time on the processor, as far as it is spent in making lines of what the engine says. */
	readonly cpuMs: number;
}

export interface LogGroup {
	/**
	 * Lines of one container in the order of their stamps, each once; both streams are put in order, for which a new line waits some
	 * milliseconds. Of a line that a carriage return began anew only its last text is given. Following survives a lost daemon connection and a restart of the container.
	 * One upstream per container is shared by all followers; a reader that is slower than `queueMax` lines gets one `gap`.
	 * Ends with `end` when the container stopped or is gone (when following) or when what there is has been read.
	 *
	 * Units   `since`, `until`: RFC 3339 in UTC, both inclusive; `tail` counts within them.
	 * Errors  BAD_INPUT for what is no stamp, and for an `until` when following. ENGINE_UNREACHABLE only before the first line; later the follower reconnects. NOT_FOUND.
	 */
	read(
		id: string,
		options: {
			readonly follow: boolean;
			readonly tail?: number;
			readonly after?: LogCursor;
			readonly since?: string;
			readonly until?: string;
			readonly queueMax?: number;
		},
		call: Call,
	): AsyncIterable<EngineLogMessage>;
	/** The last lines of a container, as `read` gives them; empty when it is gone. */
	tail(id: string, lines: number, call: Call): Promise<readonly EngineLogLine[]>;
	cost(): LogCost;
}

export type EngineEvent =
	| {
			readonly kind: "container";
			readonly action: "create" | "start" | "die" | "oom" | "destroy" | "health" | "stop" | "kill" | "pause" | "unpause";
			readonly id: string;
			readonly leaseId: string | null;
			readonly service: string | null;
			readonly index: number | null;
			readonly generation: number | null;
			readonly exitCode: number | null;
			readonly health: "healthy" | "unhealthy" | null;
			readonly at: string;
	  }
	/** Events may have been missed (first connection, reconnect, daemon restart): look at everything again. */
	| { readonly kind: "resync"; readonly why: "connected" | "reconnected" }
	/** The daemon went away; `resync` follows when it is back. */
	| { readonly kind: "disconnected"; readonly error: AppError };

export interface EventGroup {
	/** Events of our containers, for as long as the signal lives. Never ends by itself; reconnects with backoff. */
	subscribe(call: Call): AsyncIterable<EngineEvent>;
	/** When the stream last proved alive (an event or a successful ping); null before the first. */
	lastSeenAt(): Date | null;
}

export interface HostInfo {
	readonly engine: string;
	readonly version: string;
	readonly apiVersion: string;
	readonly os: string;
	readonly arch: string;
	readonly cpus: number;
	readonly memoryBytes: number;
	readonly storageDriver: string;
	readonly cgroupVersion: 1 | 2;
	readonly dataRoot: string;
	readonly limits: { readonly memory: boolean; readonly cpu: boolean; readonly pids: boolean; readonly swap: boolean };
	readonly at: string;
}

export interface HostGroup {
	/** Never throws: a dead daemon is `ok: false` with what was seen. */
	ping(call: Call): Promise<{ readonly ok: boolean; readonly latencyMs: number; readonly error: AppError | null }>;
	/** Facts of the host, remembered until the daemon reconnects. */
	info(call: Call): Promise<HostInfo>;
	/** What the host can and, where it cannot, why; looked at anew each time. Errors  UNSUPPORTED when its daemon is too old for us. */
	capabilities(call: Call): Promise<Capabilities>;
	preflight(call: Call): Promise<PreflightResult[]>;
}
