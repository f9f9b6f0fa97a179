import { AppError, type Clock, isAppError, type Millis, systemClock } from "@berth/core";
import { type RetryClass, type RetryPolicy, type RetryRule, retryClassOf, retryPolicy } from "./retry-policy.ts";

export interface RetryOptions {
	/** Wins at once over whatever is under way: ABORTED. */
	readonly signal: AbortSignal;
	/** Classes that are named in it are tried again; {@link retryPolicy} when absent. */
	readonly policy?: RetryPolicy;
	/** Time the caller has in all: no pause goes beyond it, and the error of the last try is thrown instead. */
	readonly withinMs?: Millis;
	readonly clock?: Clock;
	/** From 0 to 1. */
	readonly random?: () => number;
	readonly onRetry?: (error: AppError, waitMs: Millis) => void;
}

/** What was met of one class in a row. */
interface Streak {
	readonly sinceMs: number;
	readonly failures: number;
}

/**
 * Does what is safe to repeat again while its errors say that this may help.
 *
 * Errors  ABORTED; else the last error, as it is when there was but one try, and else with `data.tries` and the error as its cause.
 *         It is thrown at once: there is no pause after the last try.
 */
export async function withRetry<T>(work: (tryNumber: number) => Promise<T>, options: RetryOptions): Promise<T> {
	const { signal, policy = retryPolicy, withinMs = Number.POSITIVE_INFINITY, clock = systemClock, random = Math.random } = options;
	const begunMs = clock.monotonicMs();
	const streaks: Partial<Record<RetryClass, Streak>> = {};
	for (let tries = 1; ; tries++) {
		refuseAborted(signal, null);
		try {
			return await work(tries);
		} catch (error) {
			refuseAborted(signal, error);
			const kind = retryClassOf(error);
			const rule = kind && policy[kind];
			if (!isAppError(error) || !kind || !rule) throw isAppError(error) ? spent(error, tries) : error;
			// Whoever answered, even with a failure, was reachable again.
			if (kind !== "unreachable") delete streaks.unreachable;
			const nowMs = clock.monotonicMs();
			const streak = { sinceMs: streaks[kind]?.sinceMs ?? nowMs, failures: (streaks[kind]?.failures ?? 0) + 1 };
			streaks[kind] = streak;
			const waitMs = pauseOf(rule, streak, nowMs, random());
			if (waitMs === null || nowMs + waitMs - begunMs >= withinMs) throw spent(error, tries);
			options.onRetry?.(error, waitMs);
			await clock.sleep(waitMs, signal).catch(() => refuseAborted(signal, error));
		}
	}
}

/** How long to pause after the so manieth failure in a row; null when that was the last try. */
function pauseOf({ firstMs, maxMs, triesMax, budgetMs }: RetryRule, streak: Streak, nowMs: number, chance: number): Millis | null {
	if (triesMax !== undefined && streak.failures >= triesMax) return null;
	const leftMs = budgetMs === undefined ? Number.POSITIVE_INFINITY : streak.sinceMs + budgetMs - nowMs;
	if (leftMs <= 0) return null;
	return Math.min(leftMs, chance * Math.min(maxMs, firstMs * 2 ** (streak.failures - 1)));
}

function refuseAborted(signal: AbortSignal, cause: unknown): void {
	if (signal.aborted) throw new AppError("ABORTED", { cause: cause ?? signal.reason });
}

const spent = (error: AppError, tries: number): AppError =>
	tries === 1 ? error : new AppError(error.code, { message: error.message, data: { ...error.data, tries }, cause: error });
