import type { Clock, Spans } from "@berth/core";
import type { Database } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { AgentTimings, ExecLimits, LeaseMetrics, LeasePolicy } from "@berth/lease";
import type { AuthService } from "./auth/create-accounts.ts";
import type { Config } from "./config.ts";
import type { HostSettings } from "./host-settings.ts";
import type { Keys } from "./keys/keys.ts";
import type { CallLimits } from "./limits/call-limits.ts";
import type { KeptLimiters } from "./limits/kept-limits.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { Metrics } from "./telemetry/metrics.ts";

/** What a test puts in place of the real thing. */
export interface Overrides {
	/** Instead of the Docker engine, for an installation of this id. */
	readonly createEngine?: (installation: string) => Engine;
	readonly clock?: Clock;
	readonly timings?: Partial<AgentTimings>;
	readonly policy?: Partial<LeasePolicy>;
	readonly execLimits?: Partial<ExecLimits>;
	readonly logTo?: { write(line: string): void };
}

/** What every part of the service stands on, whatever its role. */
export interface Parts {
	readonly config: Config;
	readonly host: HostSettings;
	readonly overrides: Overrides;
	readonly clock: Clock;
	readonly log: Logger;
	readonly metrics: Metrics;
	readonly spans: Spans;
	readonly leaseMetrics: LeaseMetrics;
	readonly database: Database;
	readonly auth: AuthService;
	readonly keys: Keys;
	readonly limits: CallLimits;
	readonly limiters: KeptLimiters;
	readonly engine: Engine;
	readonly shutdown: Shutdown;
}
