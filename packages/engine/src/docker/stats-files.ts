import type { StatsFrame } from "./to-sample.ts";

/** The texts of one container's control group files, null where there is none, and of its network's counters. */
export interface StatsTexts {
	readonly version: 1 | 2;
	/** v1 `cpuacct.usage`, v2 `cpu.stat`. */
	readonly cpu: string | null;
	/** v1 `memory.usage_in_bytes`, v2 `memory.current`. */
	readonly memory: string | null;
	/** v1 `memory.limit_in_bytes`, v2 `memory.max`. */
	readonly memoryLimit: string | null;
	readonly memoryStat: string | null;
	/** v1 `blkio.throttle.io_service_bytes`, v2 `io.stat`. */
	readonly disk: string | null;
	readonly pids: string | null;
	/** `/proc/<pid>/net/dev`. */
	readonly network: string | null;
}

/**
 * The files as the daemon's frame would say it, so that one arithmetic serves both. The clock stands in for the cpu time of the system,
 * as of a machine of one core. Null when there is no cpu time, without which there is no sample.
 *
 * Source  Linux, Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst; proc(5) for net/dev.
 */
export function toFrame(texts: StatsTexts, readAt: Date, monotonicMs: number): StatsFrame | null {
	const usedNs = texts.version === 1 ? toNumber(texts.cpu) : scale(field(texts.cpu, "usage_usec"), 1_000);
	if (usedNs === null) return null;
	const cache = field(texts.memoryStat, texts.version === 1 ? "total_inactive_file" : "inactive_file");
	return {
		read: readAt.toISOString(),
		pids_stats: { current: toNumber(texts.pids) },
		cpu_stats: { cpu_usage: { total_usage: usedNs }, system_cpu_usage: Math.round(monotonicMs * 1_000_000), online_cpus: 1 },
		memory_stats: {
			// Without its cache the figure would be another one, so then it is not known.
			usage: cache === null ? null : toNumber(texts.memory),
			limit: toNumber(texts.memoryLimit),
			stats: cache === null ? {} : { inactive_file: cache },
		},
		blkio_stats: { io_service_bytes_recursive: texts.version === 1 ? diskOfV1(texts.disk) : diskOfV2(texts.disk) },
		networks: toNetworks(texts.network),
	};
}

/** `max` is no number: there is no limit. */
function toNumber(text: string | null): number | null {
	return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null;
}

const scale = (value: number | null, by: number): number | null => (value === null ? null : value * by);

const field = (text: string | null, name: string): number | null =>
	toNumber(new RegExp(`^${name} (\\d+)$`, "m").exec(text ?? "")?.[1] ?? null);

type DiskEntries = { op: string; value: number }[] | null;

const diskOfV1 = (text: string | null): DiskEntries =>
	text === null ? null : [...text.matchAll(/^\d+:\d+ (Read|Write) (\d+)$/gm)].map(([, op = "", value]) => ({ op, value: Number(value) }));

const diskOfV2 = (text: string | null): DiskEntries =>
	text === null
		? null
		: [...text.matchAll(/\b([rw])bytes=(\d+)/g)].map(([, letter, value]) => ({
				op: letter === "r" ? "read" : "write",
				value: Number(value),
			}));

/** Received bytes are the first figure of a line, sent ones the ninth; the loopback is nobody's traffic. */
function toNetworks(text: string | null): StatsFrame["networks"] {
	if (text === null) return null;
	const networks: Record<string, { rx_bytes: number; tx_bytes: number }> = {};
	for (const [, name = "", figures = ""] of text.matchAll(/^\s*([^\s:]+):\s*(.+)$/gm)) {
		const [rx, , , , , , , , tx] = figures.trim().split(/\s+/).map(Number);
		if (name !== "lo" && rx !== undefined && tx !== undefined) networks[name] = { rx_bytes: rx, tx_bytes: tx };
	}
	return networks;
}
