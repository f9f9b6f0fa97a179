/** What an agent's watching is and costs. It is stored as it is here; who reads it must bear fields of an older program that are not there. */
export interface WatchFigures {
	/** Who counts: the kernel's files, or the daemon, which costs far more; null before the first reading. */
	readonly source: "cgroup" | "daemon" | "simulated" | null;
	/** Between two readings of each container now. */
	readonly everyMs: number;
	/** How many times rarer than set, to stay within the budget; 1 is not at all. */
	readonly slowedBy: number;
	readonly cpuBudgetPercent: number;
	/** Of one core, since the last minute was written: sampling, recording and following logs; null before that. */
	readonly cpuPercent: number | null;
	/** Containers whose use is recorded. */
	readonly containers: number;
	/** Containers that somebody watches now. */
	readonly upstreams: number;
	readonly samplesPerSecond: number;
	/** Containers whose log somebody follows now. */
	readonly followers: number;
	readonly logLinesPerSecond: number;
	readonly logBytesPerSecond: number;
	/** Minutes that are not in the database yet, and those that never will be. */
	readonly minutesPending: number;
	readonly minutesLost: number;
}

/** The same as far as it is there; null when it is no such thing. */
export function parseWatchFigures(value: unknown): WatchFigures | null {
	if (typeof value !== "object" || value === null) return null;
	const fields = new Map<string, unknown>(Object.entries(value));
	const number = (name: string) => {
		const found = fields.get(name);
		return typeof found === "number" && Number.isFinite(found) ? found : null;
	};
	const source = fields.get("source");
	return {
		source: source === "cgroup" || source === "daemon" || source === "simulated" ? source : null,
		everyMs: number("everyMs") ?? 0,
		slowedBy: number("slowedBy") ?? 1,
		cpuBudgetPercent: number("cpuBudgetPercent") ?? 0,
		cpuPercent: number("cpuPercent"),
		containers: number("containers") ?? 0,
		upstreams: number("upstreams") ?? 0,
		samplesPerSecond: number("samplesPerSecond") ?? 0,
		followers: number("followers") ?? 0,
		logLinesPerSecond: number("logLinesPerSecond") ?? 0,
		logBytesPerSecond: number("logBytesPerSecond") ?? 0,
		minutesPending: number("minutesPending") ?? 0,
		minutesLost: number("minutesLost") ?? 0,
	};
}
