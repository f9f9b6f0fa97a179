import { AppError, MINUTE, type Millis } from "@berth/core";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { placeOf } from "../limits/call-limits.ts";
import type { KeptLimiters } from "../limits/kept-limits.ts";

/** What is counted: logins that an address began, and codes that were wrong. */
export type LimitedLogin = "login" | "code";

export interface LoginLimits {
	/** Counts a login that somebody begins, by where they are. Errors  RATE_LIMITED (data: which, retryAfterMs). */
	begun(address: string): Promise<void>;
	/**
	 * Runs `find`, unless the person or the address had too many codes wrong; a code is counted before it is looked at, for of a thousand
	 * who try at once most would else be let through, and given back when it was right.
	 *
	 * Errors  RATE_LIMITED (data: which, retryAfterMs); those of `find`.
	 */
	tried<T>(userId: string, address: string, find: () => Promise<T | null>): Promise<T | null>;
}

const WINDOW_MS: Millis = 10 * MINUTE;
/** Fewer: an office behind one address waits. More: each is a row for a day that nobody answers for. */
const BEGUN_MAX = 120;
/** Fewer: people who mistype wait. More: a guesser gets as many of 20^8 codes, of which a handful are good for minutes. */
const WRONG_MAX = { person: 10, address: 60 };

const said: Readonly<Record<LimitedLogin, string>> = {
	login: "Too many logins were begun from this address; wait a while.",
	code: "Too many codes were wrong; wait a while.",
};

/** Counts the codes of all processes together, as other guesses are; what is begun in the memory of this process, as calls are. */
export function createLoginLimits(kept: KeptLimiters, refused: (which: LimitedLogin) => void): LoginLimits {
	const begun = new RateLimiterMemory({ points: BEGUN_MAX, duration: WINDOW_MS / 1_000 });
	const person = kept("codes:person", WRONG_MAX.person, WINDOW_MS);
	const place = kept("codes:address", WRONG_MAX.address, WINDOW_MS);

	async function take(limiter: RateLimiterAbstract, key: string, which: LimitedLogin): Promise<void> {
		await limiter.consume(key).catch((over: unknown) => {
			if (!(over instanceof RateLimiterRes)) throw over;
			refused(which);
			throw new AppError("RATE_LIMITED", {
				message: said[which],
				data: { which, retryAfterMs: Math.max(1, Math.ceil(over.msBeforeNext)) },
			});
		});
	}

	return {
		begun: (address) => take(begun, placeOf(address), "login"),
		async tried(userId, address, find) {
			await take(person, userId, "code");
			await take(place, placeOf(address), "code");
			const found = await find();
			if (found !== null) await Promise.all([person.reward(userId), place.reward(placeOf(address))]);
			return found;
		},
	};
}
