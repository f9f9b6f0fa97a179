import { z } from "zod";
import type { Counter, StatsSample, UsageReading } from "../stats-group.ts";

const count = z.number().nullish();

/** One frame of the daemon's statistics, as far as it is read. */
export const statsFrame = z.object({
	read: z.string(),
	pids_stats: z.object({ current: count }).nullish(),
	cpu_stats: z.object({
		cpu_usage: z.object({ total_usage: z.number(), percpu_usage: z.array(z.number()).nullish() }),
		system_cpu_usage: count,
		online_cpus: count,
	}),
	memory_stats: z.object({ usage: count, limit: count, stats: z.record(z.string(), z.number()).nullish() }).nullish(),
	blkio_stats: z.object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: z.number() })).nullish() }).nullish(),
	networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
});
export type StatsFrame = z.infer<typeof statsFrame>;

export interface SampleLimits {
	/** Null when the container has none. */
	readonly cpuMillis: number | null;
	readonly hostMemoryBytes: number;
	readonly source: StatsSample["source"];
}

/** Of a container that does not run the daemon gives empty frames, read in the year one. */
export const isRunningFrame = (frame: StatsFrame): boolean => !frame.read.startsWith("0001-");

/**
 * What a frame says, with rates against the frame before. Both must be of one start of the container; counters that fall say that
 * they are not, and then nothing is known.
 *
 * Source  the arithmetic of `docker stats` (docker/cli, cli/command/container/stats_helpers.go).
 */
export function toSample(frame: StatsFrame, before: StatsFrame | null, limits: SampleLimits): StatsSample {
	const seconds = before === null ? null : (Date.parse(frame.read) - Date.parse(before.read)) / 1_000;
	const counter = (read: (frame: StatsFrame) => number | null): Counter => {
		const bytes = read(frame);
		const earlier = before === null ? null : read(before);
		const grown = bytes === null || earlier === null ? null : bytes - earlier;
		return { bytes, perSecond: grown === null || grown < 0 || seconds === null || seconds <= 0 ? null : grown / seconds };
	};
	const percent = cpuPercent(frame, before);
	return {
		at: frame.read,
		source: limits.source,
		cpu: {
			usedNs: frame.cpu_stats.cpu_usage.total_usage,
			percent,
			ofLimitPercent: percent === null || !limits.cpuMillis ? null : (percent * 1_000) / limits.cpuMillis,
		},
		memory: toMemory(frame, limits.hostMemoryBytes),
		network: { rx: counter((of) => sumNetworks(of, "rx_bytes")), tx: counter((of) => sumNetworks(of, "tx_bytes")) },
		disk: { read: counter((of) => sumDisk(of, "read")), write: counter((of) => sumDisk(of, "write")) },
		pids: frame.pids_stats?.current ?? null,
	};
}

/** What a frame says of a run of the container that began then. */
export function toReading(frame: StatsFrame, startedAtMs: number, source: StatsSample["source"]): UsageReading {
	return {
		atMs: Date.parse(frame.read),
		startedAtMs,
		source,
		cpuUsedNs: frame.cpu_stats.cpu_usage.total_usage,
		memoryBytes: usedMemory(frame),
		rxBytes: sumNetworks(frame, "rx_bytes"),
		txBytes: sumNetworks(frame, "tx_bytes"),
	};
}

function cpuPercent(frame: StatsFrame, before: StatsFrame | null): number | null {
	const [now, then] = [frame.cpu_stats, before?.cpu_stats];
	if (!then || !now.system_cpu_usage || !then.system_cpu_usage) return null;
	const used = now.cpu_usage.total_usage - then.cpu_usage.total_usage;
	const passed = now.system_cpu_usage - then.system_cpu_usage;
	if (used < 0 || passed <= 0) return null;
	const online = now.online_cpus || now.cpu_usage.percpu_usage?.length || 1;
	return (used / passed) * online * 100;
}

function toMemory({ memory_stats: memory }: StatsFrame, hostBytes: number): StatsSample["memory"] {
	const raw = memory?.usage ?? null;
	const used = usedMemory({ memory_stats: memory });
	const limit = memory?.limit && memory.limit < hostBytes ? memory.limit : null;
	return {
		usedBytes: used,
		rawBytes: raw,
		limitBytes: limit,
		ofLimitPercent: used === null || limit === null ? null : (used / limit) * 100,
	};
}

function usedMemory({ memory_stats: memory }: Pick<StatsFrame, "memory_stats">): number | null {
	const raw = memory?.usage ?? null;
	const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? memory?.stats?.cache ?? 0;
	return raw === null ? null : cache < raw ? raw - cache : raw;
}

const sumNetworks = ({ networks }: StatsFrame, key: "rx_bytes" | "tx_bytes"): number | null =>
	networks ? Object.values(networks).reduce((sum, of) => sum + of[key], 0) : null;

/** A missing list is not known; an empty one is nothing yet. */
function sumDisk({ blkio_stats: disk }: StatsFrame, operation: "read" | "write"): number | null {
	const entries = disk?.io_service_bytes_recursive;
	if (!entries) return null;
	return entries.filter(({ op }) => op.toLowerCase() === operation).reduce((sum, { value }) => sum + value, 0);
}
