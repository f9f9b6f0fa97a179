import type { Call } from "./call.ts";

/** Null means not known; it is never a zero in disguise. Rates need two samples of one start of the container. */
export interface StatsSample {
	/** When it was read. */
	readonly at: string;
	/** Who counted: the kernel's control group files, read here, or the daemon. */
	readonly source: "cgroup" | "daemon" | "simulated";
	readonly cpu: {
		readonly usedNs: number;
		/** 100 is one core. */
		readonly percent: number | null;
		readonly ofLimitPercent: number | null;
	};
	readonly memory: {
		/** Without the page cache that can be dropped at once, as the docker command counts it. */
		readonly usedBytes: number | null;
		readonly rawBytes: number | null;
		/** Null when there is no limit. */
		readonly limitBytes: number | null;
		readonly ofLimitPercent: number | null;
	};
	readonly network: { readonly rx: Counter; readonly tx: Counter };
	readonly disk: { readonly read: Counter; readonly write: Counter };
	readonly pids: number | null;
}

export interface Counter {
	readonly bytes: number | null;
	readonly perSecond: number | null;
}

export type StatsMessage =
	| { readonly kind: "sample"; readonly sample: StatsSample }
	/** There is nothing to say now: it does not run, it is gone, or no sample came for a while. */
	| { readonly kind: "gap"; readonly why: "stopped" | "absent" | "stale" };

export interface StatsGroup {
	/** The newest sample, with rates: at once when somebody watches, else within some seconds. */
	latest(id: string, call: Call): Promise<StatsMessage>;
	/**
	 * Samples as they come, about one a second. One stream per container is shared by all; a slow reader gets the newest only.
	 *
	 * Ends after `absent`.
	 */
	watch(id: string, call: Call): AsyncIterable<StatsMessage>;
	/**
	 * Samples for a history: one in about ten seconds, with rates over all the time since the one before. Viewers and recorders share one
	 * upstream; while there are only recorders, it is asked no more often than they are told.
	 *
	 * Ends after `absent`.
	 */
	record(id: string, call: Call): AsyncIterable<StatsMessage>;
	/** How many containers are sampled now; 0 when nobody watches or records. */
	upstreams(): number;
}
