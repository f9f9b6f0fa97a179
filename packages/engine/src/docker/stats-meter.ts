import type { StatsCost } from "../stats-group.ts";

/** What reading statistics costs, and how much rarer it is done for that. */
export interface StatsMeter {
	/** Runs what reads one sample, and counts it. */
	measure<T>(read: () => T): T;
	cost(): StatsCost;
	factor(): number;
	slowDown(factor: number): void;
}

const FACTOR_MAX = 8;

export function createStatsMeter(): StatsMeter {
	let samples = 0;
	let cpuMicros = 0;
	let factor = 1;
	return {
		measure(read) {
			const before = process.threadCpuUsage();
			try {
				return read();
			} finally {
				const { user, system } = process.threadCpuUsage(before);
				samples++;
				cpuMicros += user + system;
			}
		},
		cost: () => ({ samples, cpuMs: cpuMicros / 1_000 }),
		factor: () => factor,
		slowDown(by) {
			factor = Math.min(FACTOR_MAX, Math.max(1, by));
		},
	};
}
