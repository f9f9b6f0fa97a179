import type { Clock, Millis } from "@berth/core";
import type { Principal } from "./principal.ts";

export interface PrincipalCache {
	get(cookies: string, read: () => Promise<Principal | null>): Promise<Principal | null>;
	forget(cookies: string): void;
}

// Longer: a membership taken away lingers. Shorter: each call of a page reads the session again.
const REMEMBER_MS: Millis = 10_000;
const ENTRIES_MAX = 10_000;

/** Who each set of cookies stands for, remembered for seconds. Those who ask at the same time share one read. */
export function createPrincipalCache(clock: Clock): PrincipalCache {
	const held = new Map<string, { readonly value: Promise<Principal | null>; readonly untilMs: number }>();

	return {
		get(cookies, read) {
			const known = held.get(cookies);
			if (known !== undefined && clock.monotonicMs() < known.untilMs) return known.value;
			const value = read();
			held.delete(cookies);
			held.set(cookies, { value, untilMs: clock.monotonicMs() + REMEMBER_MS });
			// A failed read is nobody's identity: the next caller asks again.
			value.catch(() => {
				if (held.get(cookies)?.value === value) held.delete(cookies);
			});
			for (const oldest of held.keys()) {
				if (held.size <= ENTRIES_MAX) break;
				held.delete(oldest);
			}
			return value;
		},
		forget: (cookies) => {
			held.delete(cookies);
		},
	};
}
