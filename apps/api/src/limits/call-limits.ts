import { AppError, type Millis, SECOND } from "@berth/core";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** What is counted: the calls of one key or person, those for one tenant, and the keys from one address that were no good. */
export type Limited = "caller" | "tenant" | "address";

export interface CallLimits {
	/** Counts a call, once it is known whose it is. Errors  RATE_LIMITED (data: which, retryAfterMs). */
	charge(what: "caller" | "tenant", id: string): Promise<void>;
	/** Counts a key that was no good. */
	failed(address: string): Promise<void>;
	/** Errors  RATE_LIMITED (data: which, retryAfterMs) for an address from which too many of those came. */
	mayTry(address: string): Promise<void>;
}

/** How many a minute; 0 for as many as they like. */
export type CallRates = Readonly<Record<Limited, number>>;

/** Shorter: a burst that is over in a moment is refused. Longer: who is refused waits long. */
const WINDOW_MS: Millis = 10 * SECOND;

const said: Readonly<Record<Limited, string>> = {
	caller: "You call too often; wait a moment.",
	tenant: "Too many calls are made for this tenant; wait a moment.",
	address: "Too many keys from this address were no good; wait a moment.",
};

/**
 * Counts in the memory of this process, so that a call costs nobody a write: of several processes each lets through as many.
 *
 * Cost  a number and a timer for each caller, tenant and address of the last seconds.
 */
export function createCallLimits(rates: CallRates, refused: (which: Limited) => void): CallLimits {
	const limiterOf = (which: Limited) =>
		rates[which] === 0
			? null
			: new RateLimiterMemory({ keyPrefix: which, points: Math.ceil((rates[which] * WINDOW_MS) / 60_000), duration: WINDOW_MS / 1_000 });
	const limiters = { caller: limiterOf("caller"), tenant: limiterOf("tenant"), address: limiterOf("address") };

	const refuse = (which: Limited, msBeforeNext: number) => {
		refused(which);
		return new AppError("RATE_LIMITED", { message: said[which], data: { which, retryAfterMs: Math.max(1, Math.ceil(msBeforeNext)) } });
	};

	return {
		async charge(what, id) {
			await limiters[what]?.consume(id).catch((over: unknown) => {
				throw over instanceof RateLimiterRes ? refuse(what, over.msBeforeNext) : over;
			});
		},
		async failed(address) {
			await limiters.address?.penalty(address);
		},
		async mayTry(address) {
			const { address: limiter } = limiters;
			const seen = (await limiter?.get(address)) ?? null;
			if (limiter !== null && seen !== null && seen.consumedPoints >= limiter.points) throw refuse("address", seen.msBeforeNext);
		},
	};
}
