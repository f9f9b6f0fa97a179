import { AppError, type Millis, SECOND } from "@berth/core";
import ipaddr from "ipaddr.js";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** What is counted: the calls of one key or person, those for one tenant, the keys from one address that were no good, and its strangers'. */
export type Limited = "caller" | "tenant" | "address" | "stranger";

export interface CallLimits {
	/** Counts a call, once it is known whose it is. Errors  RATE_LIMITED (data: which, retryAfterMs). */
	charge(what: "caller" | "tenant", id: string): Promise<void>;
	/** Counts a call that anybody may make, by where it comes from. Errors  RATE_LIMITED (data: which, retryAfterMs). */
	chargeStranger(address: string): Promise<void>;
	/** Counts a key that was no good. */
	failed(address: string): Promise<void>;
	/** Errors  RATE_LIMITED (data: which, retryAfterMs) for an address from which too many of those came. */
	mayTry(address: string): Promise<void>;
}

/** How many a minute; 0 for as many as they like. */
export type CallRates = Readonly<Record<Limited, number>>;

/** Calls a minute without a sign-in. Fewer: an office behind one address waits at the door. More: each is a read that nobody answers for. */
export const STRANGER_CALLS = 1_200;

/** Shorter: a burst that is over in a moment is refused. Longer: who is refused waits long. */
const WINDOW_MS: Millis = 10 * SECOND;

const said: Readonly<Record<Limited, string>> = {
	caller: "You call too often; wait a moment.",
	tenant: "Too many calls are made for this tenant; wait a moment.",
	address: "Too many keys from this address were no good; wait a moment.",
	stranger: "Too many calls come from this address without a sign-in; wait a moment.",
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
	const limiters = {
		caller: limiterOf("caller"),
		tenant: limiterOf("tenant"),
		address: limiterOf("address"),
		stranger: limiterOf("stranger"),
	};

	const refuse = (which: Limited, msBeforeNext: number) => {
		refused(which);
		return new AppError("RATE_LIMITED", { message: said[which], data: { which, retryAfterMs: Math.max(1, Math.ceil(msBeforeNext)) } });
	};

	async function charge(what: Exclude<Limited, "address">, id: string) {
		await limiters[what]?.consume(id).catch((over: unknown) => {
			throw over instanceof RateLimiterRes ? refuse(what, over.msBeforeNext) : over;
		});
	}

	return {
		charge,
		chargeStranger: (address) => charge("stranger", placeOf(address)),
		async failed(address) {
			await limiters.address?.penalty(placeOf(address));
		},
		async mayTry(address) {
			const { address: limiter } = limiters;
			const seen = (await limiter?.get(placeOf(address))) ?? null;
			if (limiter !== null && seen !== null && seen.consumedPoints >= limiter.points) throw refuse("address", seen.msBeforeNext);
		},
	};
}

/** Whose an address is: of IPv6 a single customer has 2^64 of them at least, and each would be another one's tries. */
export function placeOf(address: string): string {
	if (!ipaddr.isValid(address)) return address;
	const one = ipaddr.process(address);
	return one.kind() === "ipv6" ? one.toByteArray().slice(0, 8).join(".") : address;
}
