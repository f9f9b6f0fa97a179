import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until something holds, by asking again and again; a value that is not false, null or undefined is what was waited for.
 *
 * Errors  names `what`, and what the last try threw, when `timeoutMs` pass first.
 */
export async function waitUntil<T>(
	predicate: () => T | Promise<T>,
	options: { readonly timeoutMs: number; readonly what: string },
): Promise<Exclude<T, false | null | undefined>> {
	const until = performance.now() + options.timeoutMs;
	let thrown: unknown;
	for (;;) {
		try {
			const value = await predicate();
			thrown = undefined;
			// The three values that mean "not yet" are gone by the test before.
			if (value !== false && value !== null && value !== undefined) return value as Exclude<T, false | null | undefined>;
		} catch (error) {
			thrown = error;
		}
		if (performance.now() > until) throw new Error(`waited ${options.timeoutMs} ms in vain for ${options.what}`, { cause: thrown });
		await sleep(10);
	}
}
