import type { Clock, Millis } from "@berth/core";

/** Runs something for at most `budgetMs`: its signal fires when the time is over or when the parent's does. */
export async function within<T>(
	clock: Clock,
	budgetMs: Millis,
	parent: AbortSignal,
	run: (signal: AbortSignal, isOver: () => boolean) => Promise<T>,
): Promise<T> {
	const over = new AbortController();
	const stop = new AbortController();
	clock.sleep(budgetMs, stop.signal).then(
		() => over.abort(),
		() => undefined,
	);
	try {
		return await run(AbortSignal.any([parent, over.signal]), () => over.signal.aborted);
	} finally {
		stop.abort();
	}
}
