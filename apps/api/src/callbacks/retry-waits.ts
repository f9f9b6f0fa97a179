import { DAY, HOUR, MINUTE, type Millis, SECOND } from "@berth/core";

/** A receiver that was away for longer must ask; what it would be told is old by then. */
const GIVE_UP_AFTER_MS: Millis = DAY;

/** The last is repeated. Shorter at first: a receiver that restarts is reached soon. Longer then: one that is gone costs little. */
const waits: readonly Millis[] = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/**
 * How long to wait before a callback is tried again, after so many tries in vain; null when it is given up. The last try is made at
 * the very end of its time.
 */
export function nextWaitMs(tries: number, ageMs: Millis): Millis | null {
	const leftMs = GIVE_UP_AFTER_MS - ageMs;
	if (leftMs <= 0) return null;
	return Math.min(leftMs, waits[Math.min(tries, waits.length) - 1] ?? SECOND);
}
