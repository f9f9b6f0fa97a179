import type { LogCost } from "../engine.ts";

/** What reading logs from the daemon costs. */
export interface LogMeter {
	/** Runs what makes lines of a chunk, and counts both. */
	measure<T extends readonly unknown[]>(read: () => T, bytes: number): T;
	cost(): Omit<LogCost, "followers">;
}

export function createLogMeter(): LogMeter {
	const total = { lines: 0, bytes: 0, cpuMicros: 0 };
	return {
		measure(read, bytes) {
			const before = process.threadCpuUsage();
			const lines = read();
			const { user, system } = process.threadCpuUsage(before);
			total.lines += lines.length;
			total.bytes += bytes;
			total.cpuMicros += user + system;
			return lines;
		},
		cost: () => ({ lines: total.lines, bytes: total.bytes, cpuMs: total.cpuMicros / 1_000 }),
	};
}
