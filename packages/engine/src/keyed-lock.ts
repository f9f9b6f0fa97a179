import { AppError } from "@berth/core";

/** One holder per key at a time, in the order they came; different keys do not wait for each other. */
export interface KeyedLock {
	/**
	 * Resolves to the function that gives the key back; call it once.
	 *
	 * Errors  ABORTED while waiting.
	 */
	take(key: string, signal: AbortSignal): Promise<() => void>;
	/** Holds the key for as long as the work takes. Errors  ABORTED while waiting, and what the work throws. */
	hold<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLock(): KeyedLock {
	const last = new Map<string, Promise<void>>();

	const take: KeyedLock["take"] = async (key, signal) => {
		const before = last.get(key) ?? Promise.resolve();
		const { promise: free, resolve: release } = Promise.withResolvers<void>();
		// One that gave up still hands on only after its predecessor.
		const mine = before.then(() => free);
		last.set(key, mine);
		void mine.then(() => {
			if (last.get(key) === mine) last.delete(key);
		});
		try {
			await turn(before, key, signal);
		} catch (error) {
			release();
			throw error;
		}
		return release;
	};

	return {
		take,
		async hold(key, signal, work) {
			const release = await take(key, signal);
			try {
				return await work();
			} finally {
				release();
			}
		},
	};
}

async function turn(before: Promise<void>, key: string, signal: AbortSignal): Promise<void> {
	const { promise: givenUp, reject } = Promise.withResolvers<never>();
	const giveUp = () => reject(new AppError("ABORTED", { data: { op: `wait for ${key}` }, cause: signal.reason }));
	signal.addEventListener("abort", giveUp, { once: true });
	try {
		if (signal.aborted) giveUp();
		await Promise.race([givenUp, before]);
	} finally {
		signal.removeEventListener("abort", giveUp);
	}
}
