/** Work for one key follows one another; work for different keys does not wait. */
export type KeyedLock = <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** Errors of the lock itself: the signal's reason, when it fires before the turn has come. */
export function createKeyedLock(): KeyedLock {
	const tails = new Map<string, Promise<void>>();

	return async (key, signal, work) => {
		const before = tails.get(key) ?? Promise.resolve();
		const turn = Promise.withResolvers<void>();
		// One that gave up still hands on only after its predecessor.
		const tail = before.then(() => turn.promise);
		tails.set(key, tail);
		try {
			await until(before, signal);
			return await work();
		} finally {
			turn.resolve();
			void tail.then(() => {
				if (tails.get(key) === tail) tails.delete(key);
			});
		}
	};
}

async function until(done: Promise<void>, signal: AbortSignal): Promise<void> {
	const aborted = Promise.withResolvers<never>();
	const onAbort = () => aborted.reject(signal.reason);
	signal.addEventListener("abort", onAbort, { once: true });
	try {
		signal.throwIfAborted();
		await Promise.race([done, aborted.promise]);
	} finally {
		signal.removeEventListener("abort", onAbort);
	}
}
