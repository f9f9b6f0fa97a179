import type { UsageReading } from "@berth/engine";
import type { Used } from "./span-fold.ts";

/**
 * What a container used between two readings; null when that cannot be said: they are of two runs of it, a counter fell, no time passed,
 * or too much of it. The first reading of a run that began within that time is measured from its start, when all counters were zero.
 */
export function usedBetween(before: UsageReading | null, now: UsageReading, spanMaxMs: number): Used | null {
	const earlier = before?.startedAtMs === now.startedAtMs ? before : startOf(now);
	const { atMs: fromMs } = earlier;
	const { atMs: toMs } = now;
	const cpuNs = now.cpuUsedNs - earlier.cpuUsedNs;
	const rxBytes = grown(earlier.rxBytes, now.rxBytes);
	const txBytes = grown(earlier.txBytes, now.txBytes);
	const hasFallen = cpuNs < 0 || (rxBytes ?? 0) < 0 || (txBytes ?? 0) < 0;
	if (hasFallen || !(toMs > fromMs) || toMs - fromMs > spanMaxMs) return null;
	const memory = [earlier.memoryBytes, now.memoryBytes].filter((bytes) => bytes !== null);
	return {
		fromMs,
		toMs,
		cpuNs,
		memoryBytes: memory.length === 0 ? null : memory.reduce((sum, bytes) => sum + bytes, 0) / memory.length,
		memoryPeakBytes: memory.length === 0 ? null : Math.max(...memory),
		rxBytes,
		txBytes,
	};
}

/** All counters begin at nothing with the run; how much memory it had then nobody knows. */
const startOf = ({ startedAtMs, rxBytes, txBytes, ...now }: UsageReading): UsageReading => ({
	...now,
	startedAtMs,
	atMs: startedAtMs,
	cpuUsedNs: 0,
	memoryBytes: null,
	rxBytes: rxBytes === null ? null : 0,
	txBytes: txBytes === null ? null : 0,
});

const grown = (before: number | null, now: number | null): number | null => (before === null || now === null ? null : now - before);
