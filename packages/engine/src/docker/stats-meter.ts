import type { StatsCost } from "../stats-group.ts";

/** What reading statistics costs, and how much rarer it is done for that. */
export interface StatsMeter {
	/** Runs what reads one sample, and counts it. */
	measure<T>(read: () => T): T;
	/** Runs what else is done with it. */
	spend<T>(work: () => T): T;
	cost(): StatsCost;
	factor(): number;
	slowDown(factor: number): void;
}

const FACTOR_MAX = 8;

export function createStatsMeter(): StatsMeter {
	let samples = 0;
	let cpuMicros = 0;
	let factor = 1;
	const spend = <T>(work: () => T): T => {
		const before = process.threadCpuUsage();
		try {
			return work();
		} finally {
			const { user, system } = process.threadCpuUsage(before);
			cpuMicros += user + system;
		}
	};
	return {
		spend,
		measure(read) {
			samples++;
			return spend(read);
		},
		cost: () => ({ samples, cpuMs: cpuMicros / 1_000 }),
		factor: () => factor,
		slowDown(by) {
			factor = Math.min(FACTOR_MAX, Math.max(1, by));
		},
	};
}
