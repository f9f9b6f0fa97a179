import { isAppError, type Millis, SECOND } from "@berth/core";

/** How often and how long something is tried again. At least one of `triesMax` and `budgetMs` bounds it. */
export interface RetryRule {
	/** The longest first pause; doubled each time up to `maxMs`. Each pause is chosen evenly between none and that. */
	readonly firstMs: Millis;
	readonly maxMs: Millis;
	/** Tries in all. */
	readonly triesMax?: number;
	/** It is tried for so long after the first failure, the last time at its very end. */
	readonly budgetMs?: Millis;
}

/** `unreachable`: nobody answered. `transient`: somebody answered that it went wrong on the way. */
export type RetryClass = "unreachable" | "transient";

export type RetryPolicy = Readonly<Partial<Record<RetryClass, RetryRule>>>;

/**
 * What is tried again, by the class of its error. Every other error says something that will be so the next time too.
 *
 * `unreachable` outlasts a daemon that is stopped and started with all it has to look after. Smaller: a restart of the daemon fails
 * what needed no more than patience. Larger: a dead daemon is noticed late. `transient` is for a hiccup of a network on the way to a
 * registry; more tries only make a broken registry slower to say so.
 */
export const retryPolicy = {
	unreachable: { firstMs: 500, maxMs: 8 * SECOND, budgetMs: 75 * SECOND },
	transient: { firstMs: 200, maxMs: 3 * SECOND, triesMax: 5 },
} as const satisfies RetryPolicy;

/** Null for what another try does not help. A deadline that passed is the caller's own, so it is none of these. */
export function retryClassOf(error: unknown): RetryClass | null {
	if (isAppError(error, "ENGINE_UNREACHABLE")) return "unreachable";
	if (isAppError(error, "IMAGE_PULL_FAILED") && (error.data.why === "transient" || error.data.why === "idle")) return "transient";
	return null;
}
