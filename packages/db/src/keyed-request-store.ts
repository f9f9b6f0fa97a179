import type { Millis } from "@berth/core";

/** One who asks with an idempotency key, and for what. */
export interface KeyedRequest {
	/** Whose key it is: the credential that asked, and the tenant it acted for. */
	readonly holder: string;
	readonly key: string;
	/** The path of what is called. */
	readonly action: string;
	/** Tells one request from another. */
	readonly hash: string;
}

/** What a try did, as its row of the audit log names it; null where it has none (any more). */
export type KeyedTarget = { readonly kind: string; readonly id: string } | null;

/** What a key stands for when somebody comes with it. */
export type KeyedClaim =
	/** It is theirs: they do it, and tell how it ended by this try. */
	| { readonly kind: "taken"; readonly claim: string }
	/** The same request is under way. */
	| { readonly kind: "busy" }
	/** It was used for another request. */
	| { readonly kind: "other" }
	/** It was done; `answer` is undefined where that was not kept. */
	| { readonly kind: "done"; readonly answer: unknown; readonly target: KeyedTarget };

export interface KeyedRequestStore {
	/**
	 * Asks for a key, for so long unless it is kept. A try that ended without a word is looked for in the audit log, which is written with
	 * what it tells of: it was done where that has a row of it, and else it is begun anew.
	 */
	take(request: KeyedRequest, claimMs: Millis, keptMs: Millis): Promise<KeyedClaim>;
	/** Says that a try goes on. */
	keep(request: KeyedRequest, claim: string, claimMs: Millis): Promise<void>;
	/** It was done; without an answer none is kept. */
	finish(request: KeyedRequest, claim: string, answer?: unknown): Promise<void>;
	/** It was refused, or ended in between: the next one finds out. */
	release(request: KeyedRequest, claim: string): Promise<void>;
}
