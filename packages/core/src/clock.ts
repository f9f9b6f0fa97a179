/**
 * Time as the rules see it, so that a test can cross a window without waiting for it.
 *
 * Units   `now` is wall time; `monotonicMs` only ever grows and has no meaning but its differences.
 * Errors  `sleep` rejects with the signal's reason when it is aborted.
 */
export interface Clock {
	now(): Date;
	monotonicMs(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => new Date(),
	monotonicMs: () => performance.now(),
	sleep: (ms, signal) =>
		new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			const onAbort = () => {
				clearTimeout(timer);
				reject(signal?.reason);
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener("abort", onAbort);
				resolve();
			}, ms);
			signal?.addEventListener("abort", onAbort, { once: true });
		}),
};
