import type { Clock, Millis } from "@berth/core";
import { backoffMs, retryWaits } from "../timings.ts";
import { isUnreachable } from "./failure.ts";

export interface Patience {
	/** How long the engine may be silent in all; as long as the signal lives when absent. */
	readonly ms?: Millis;
	/** Told of each silence. */
	readonly onSilent?: () => void;
}

/**
 * Runs something again for as long as the engine does not answer: its silence says nothing about what was asked.
 *
 * Errors  those of `run`; the last silence when the patience is at its end or the signal fires.
 */
export async function untilAnswered<T>(
	clock: Clock,
	signal: AbortSignal,
	run: () => Promise<T>,
	{ ms = Number.POSITIVE_INFINITY, onSilent }: Patience = {},
): Promise<T> {
	let last: unknown = null;
	let silentSinceMs: Millis | null = null;
	for (let tries = 0; ; tries++) {
		try {
			return await run();
		} catch (error) {
			// What an abort makes of a call says less than the silence before it.
			if (!isUnreachable(error)) throw signal.aborted ? (last ?? error) : error;
			last = error;
			if (signal.aborted) throw error;
		}
		onSilent?.();
		silentSinceMs ??= clock.monotonicMs();
		if (clock.monotonicMs() - silentSinceMs >= ms) throw last;
		await clock.sleep(backoffMs(tries, retryWaits), signal).catch(() => undefined);
		if (signal.aborted) throw last;
	}
}
