import { orAborted } from "./within.ts";

/** One holder per key at a time, in the order they came. */
export interface KeyedLock {
	/**
	 * Resolves to the function that gives the key back; call it once.
	 *
	 * Errors  ABORTED while waiting.
	 */
	take(key: string, signal: AbortSignal): Promise<() => void>;
}

export function createKeyedLock(): KeyedLock {
	const last = new Map<string, Promise<void>>();
	return {
		async take(key, signal) {
			const before = last.get(key) ?? Promise.resolve();
			const { promise: free, resolve: release } = Promise.withResolvers<void>();
			const mine = before.then(() => free);
			last.set(key, mine);
			void mine.then(() => {
				if (last.get(key) === mine) last.delete(key);
			});
			try {
				await orAborted(before, `wait for ${key}`, signal);
			} catch (error) {
				release();
				throw error;
			}
			return release;
		},
	};
}
