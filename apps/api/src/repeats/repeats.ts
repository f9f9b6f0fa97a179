import { AppError, HOUR, type Millis, SECOND } from "@berth/core";
import type { KeyedRequest, KeyedRequestStore, KeyedTarget } from "@berth/db";

/** Has what comes with an idempotency key done once, however often it is asked for. */
export interface Repeats {
	/**
	 * Does `work`, or answers what it answered before. Its writes must carry the claim in their audit: where the answer got lost, their row
	 * of the audit log is what says that it was done. What it refuses is not kept: the key may be used again.
	 *
	 * Errors  IDEMPOTENCY_KEY_REUSED for another request; REQUEST_UNDER_WAY; ALREADY_DONE (`data.made`) where the answer is not kept; those
	 *         of `work`.
	 */
	once<A>(request: KeyedRequest, keepsAnswer: boolean, work: (claim: string) => Promise<A>): Promise<A>;
}

/** Shorter: a process that is slow for a moment loses its request to a repeat. Longer: what a dead one held is refused for as long. */
const CLAIM_MS: Millis = 60 * SECOND;
/** Longer than any program tries again; each is a row for as long. */
const KEPT_MS: Millis = 24 * HOUR;

export const createRepeats = (store: KeyedRequestStore, claimMs: Millis = CLAIM_MS): Repeats => ({
	async once<A>(request: KeyedRequest, keepsAnswer: boolean, work: (claim: string) => Promise<A>): Promise<A> {
		const taken = await store.take(request, claimMs, KEPT_MS);
		// An answer is what was sent as JSON, so it is one when it was read.
		if (taken.kind === "done") return taken.answer === undefined ? refuseDone(taken.target) : (taken.answer as A);
		if (taken.kind === "other") throw new AppError("IDEMPOTENCY_KEY_REUSED");
		if (taken.kind === "busy") throw new AppError("REQUEST_UNDER_WAY");
		const { claim } = taken;
		// What cannot be said costs no more than a repeat that has to look into the audit log.
		const tell = (word: Promise<void>) => word.catch(() => undefined);
		const going = setInterval(() => void tell(store.keep(request, claim, claimMs)), claimMs / 3);
		try {
			const answer = await work(claim);
			await tell(keepsAnswer ? store.finish(request, claim, answer) : store.finish(request, claim));
			return answer;
		} catch (error) {
			await tell(store.release(request, claim));
			throw error;
		} finally {
			clearInterval(going);
		}
	},
});

function refuseDone(made: KeyedTarget): never {
	throw new AppError("ALREADY_DONE", { data: { made } });
}
