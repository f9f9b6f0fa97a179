import { type Millis, SECOND, systemClock } from "@berth/core";

/** What was seen of the daemon's things a moment ago, by their names, for who is to use them right away. */
export interface Lately<T> {
	note(name: string, seen: T): void;
	/** Null when it was not looked at lately. */
	recall(name: string): T | null;
	forget(name: string): void;
}

/** From a look to the use behind it, also when many wait for their turn between them. */
const KEPT_MS: Millis = 10 * SECOND;
/** Only memory bounds how many. */
const NAMES_MAX = 200;

export function createLately<T>(): Lately<T> {
	const noted = new Map<string, { readonly seen: T; readonly atMs: Millis }>();
	return {
		note(name, seen) {
			if (noted.size >= NAMES_MAX) noted.clear();
			noted.set(name, { seen, atMs: systemClock.monotonicMs() });
		},
		recall(name) {
			const found = noted.get(name);
			return found !== undefined && systemClock.monotonicMs() - found.atMs < KEPT_MS ? found.seen : null;
		},
		forget: (name) => void noted.delete(name),
	};
}
