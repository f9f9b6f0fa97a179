import { MINUTE, SECOND } from "@berth/core";
import type { BetterAuthOptions } from "better-auth";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { KeptLimiters } from "../limits/kept-limits.ts";

/** What the library may be asked by one address, whatever it is; what is a guess may be asked far less often. */
const anything = { window: MINUTE / SECOND, max: 300 };
// A minute's worth for people who mistype; what a guesser gets of it is nothing.
const guesses = { window: MINUTE / SECOND, max: 10 };

/**
 * How often each of the auth library's paths may be asked by one address. What is a guess is counted in the database, so that neither a
 * second process nor a restart gives more of them; all else in memory, so that it costs no write.
 */
export function pathLimits(limiters: KeptLimiters): NonNullable<BetterAuthOptions["rateLimit"]> {
	const made = new Map<string, Pick<RateLimiterMemory, "consume">>();
	// Of the library's rules there are a few, which it names at each request.
	const limiterOf = ({ window, max }: { readonly window: number; readonly max: number }) => {
		const name = `path:${max}/${window}`;
		const limiter =
			made.get(name) ??
			(max < anything.max
				? limiters(name, max, window * SECOND)
				: new RateLimiterMemory({ keyPrefix: name, points: max, duration: window }));
		made.set(name, limiter);
		return limiter;
	};
	return {
		enabled: true,
		...anything,
		customRules: {
			"/sign-in/email": guesses,
			"/sign-in/social": { window: MINUTE / SECOND, max: 30 },
			"/two-factor/verify-totp": guesses,
			"/two-factor/verify-backup-code": guesses,
			"/two-factor/enable": guesses,
			"/two-factor/disable": guesses,
			"/two-factor/generate-backup-codes": guesses,
		},
		customStorage: {
			async consume(key, rule) {
				try {
					await limiterOf(rule).consume(key);
					return { allowed: true, retryAfter: null };
				} catch (over) {
					if (!(over instanceof RateLimiterRes)) throw over;
					return { allowed: false, retryAfter: Math.max(1, Math.ceil(over.msBeforeNext / SECOND)) };
				}
			},
		},
	};
}
