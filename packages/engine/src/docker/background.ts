import type { Millis } from "@berth/core";
import { settles } from "./within.ts";

/** Work that outlives the call that began it: owned here, so that closing the engine can wait for it. */
export interface Background {
	/** Returns the same promise; its failure is never unhandled. */
	own<T>(work: Promise<T>): Promise<T>;
	/** Resolves when nothing is left or the time is over. */
	settle(ms: Millis): Promise<void>;
}

export function createBackground(): Background {
	const running = new Set<Promise<unknown>>();
	return {
		own(work) {
			running.add(work);
			work.catch(() => undefined).finally(() => running.delete(work));
			return work;
		},
		async settle(ms) {
			const empty = async () => {
				while (running.size > 0) await Promise.allSettled(running);
			};
			await settles(empty(), ms);
		},
	};
}
