import type { Clock } from "@berth/core";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
	/** Lets time pass and everything happen that was waiting for it. */
	advance(ms: number): Promise<void>;
	/** How many are waiting for a time. */
	readonly sleepers: number;
}

export function createManualClock(startMs = Date.UTC(2026, 0, 2)): ManualClock {
	let nowMs = 0;
	const waiting = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
	return {
		now: () => new Date(startMs + nowMs),
		monotonicMs: () => nowMs,
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				if (signal?.aborted) return reject(signal.reason);
				const sleeper = { untilMs: nowMs + ms, wake: () => resolve() };
				waiting.add(sleeper);
				const give = () => {
					waiting.delete(sleeper);
					reject(signal?.reason);
				};
				signal?.addEventListener("abort", give, { once: true });
			}),
		async advance(ms) {
			nowMs += ms;
			for (const sleeper of waiting) {
				if (sleeper.untilMs > nowMs) continue;
				waiting.delete(sleeper);
				sleeper.wake();
			}
			await settled();
		},
		get sleepers() {
			return waiting.size;
		},
	};
}

/** Resolves when what is under way has come to its next wait: promises alone move here, so a few turns do. */
export async function settled(): Promise<void> {
	for (let i = 0; i < 3; i++) await new Promise(setImmediate);
}
