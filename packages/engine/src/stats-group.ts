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

/** What a container has used since it started: counters that only grow until it starts anew, and its memory now. */
export interface UsageReading {
	/** When it was read, by this machine's clock. */
	readonly atMs: number;
	/** When this run of the container began: counters of two runs have nothing to do with each other. */
	readonly startedAtMs: number;
	readonly source: StatsSample["source"];
	readonly cpuUsedNs: number;
	readonly memoryBytes: number | null;
	readonly rxBytes: number | null;
	readonly txBytes: number | null;
}

/** What sampling has cost this process since it began. */
export interface StatsCost {
	readonly samples: number;
	/** Time on the processor, as far as it is spent in reading. */
	readonly cpuMs: number;
}

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
	/**
	 * What many containers have used until now, in one look and with nothing left open: for who records hundreds. Those that do not run
	 * or cannot be read just now are left out.
	 *
	 * Errors  ENGINE_UNREACHABLE, TIMEOUT when the daemon had to be asked.
	 * Cost    some 50 µs for each container whose control group can be read here; where it cannot, a question to the daemon for each,
	 *         which costs both a hundred times that.
	 */
	readings(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, UsageReading>>;
	/** Makes samples for who watches so many times rarer than they are by themselves: 1 to 8. */
	slowDown(factor: number): void;
	cost(): StatsCost;
	/** How many containers are sampled now; 0 when nobody watches or records. */
	upstreams(): number;
}
