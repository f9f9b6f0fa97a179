import { setTimeout as pause } from "node:timers/promises";

export interface WaitOptions {
	/** What is waited for; it is named when it does not come. */
	readonly what: string;
	readonly timeoutMs: number;
	readonly everyMs?: number;
	readonly signal?: AbortSignal;
}

/** Asks until the answer is neither null nor false. Errors  when the time is over, or the signal's reason. */
export async function waitUntil<T>(ask: () => T | Promise<T>, options: WaitOptions): Promise<Exclude<T, null | false>> {
	const deadline = performance.now() + options.timeoutMs;
	for (;;) {
		options.signal?.throwIfAborted();
		const answer = await ask();
		// The two that mean "not yet" are excluded right here.
		if (answer !== null && answer !== false) return answer as Exclude<T, null | false>;
		if (performance.now() >= deadline) throw new Error(`${options.what}: nothing after ${Math.round(options.timeoutMs / 1_000)} s`);
		await pause(options.everyMs ?? 50, undefined, { signal: options.signal });
	}
}
