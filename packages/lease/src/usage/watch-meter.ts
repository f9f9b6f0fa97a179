import { type Clock, SECOND } from "@berth/core";
import type { Engine } from "@berth/engine";
import { createSelfBudget } from "./self-budget.ts";
import type { WatchFigures } from "./watch-figures.ts";

type Measured = Pick<
	WatchFigures,
	| "cpuPercent"
	| "upstreams"
	| "samplesPerSecond"
	| "followers"
	| "logLinesPerSecond"
	| "logBytesPerSecond"
	| "slowedBy"
	| "cpuBudgetPercent"
>;

/** Measures what all watching of this process costs, and makes it rarer when that is too much. */
export interface WatchMeter {
	/** Runs a part of the recorder's own work and counts its time on the processor. */
	measure<T>(work: () => T): T;
	/** Looks at what was spent since the last look. Returns whether watching is rarer or more frequent from now on. */
	look(): boolean;
	figures(): Measured;
}

export function createWatchMeter(engine: Pick<Engine, "stats" | "logs">, clock: Clock, cpuBudgetPercent: number): WatchMeter {
	const budget = createSelfBudget(cpuBudgetPercent);
	let ownMicros = 0;
	const count = () => {
		const { samples, cpuMs } = engine.stats.cost();
		const logs = engine.logs.cost();
		return { atMs: clock.monotonicMs(), samples, lines: logs.lines, bytes: logs.bytes, cpuMs: cpuMs + logs.cpuMs + ownMicros / 1_000 };
	};
	let before = count();
	let rates = { samplesPerSecond: 0, logLinesPerSecond: 0, logBytesPerSecond: 0 };
	budget.look(before.cpuMs, before.atMs);
	return {
		measure(work) {
			const begun = process.threadCpuUsage();
			try {
				return work();
			} finally {
				const { user, system } = process.threadCpuUsage(begun);
				ownMicros += user + system;
			}
		},
		look() {
			const now = count();
			const seconds = (now.atMs - before.atMs) / SECOND;
			if (seconds <= 0) return false;
			rates = {
				samplesPerSecond: (now.samples - before.samples) / seconds,
				logLinesPerSecond: (now.lines - before.lines) / seconds,
				logBytesPerSecond: (now.bytes - before.bytes) / seconds,
			};
			before = now;
			const changed = budget.look(now.cpuMs, now.atMs);
			if (changed) engine.stats.slowDown(budget.factor);
			return changed;
		},
		figures: () => ({
			...rates,
			cpuPercent: budget.percent,
			slowedBy: budget.factor,
			cpuBudgetPercent,
			upstreams: engine.stats.upstreams(),
			followers: engine.logs.cost().followers,
		}),
	};
}
