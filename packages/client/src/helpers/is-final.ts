import { berthErrorOf } from "../berth-error.ts";

/** Whether trying again does not help. A server that ends gives up what it was doing, and says so: another one will answer. */
export function isFinal(error: unknown): boolean {
	const { code, retryable } = berthErrorOf(error);
	return !retryable && code !== "ABORTED";
}
