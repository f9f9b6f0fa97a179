import { hash } from "node:crypto";
import type { Clock, Millis } from "@berth/core";
import type { Principal } from "./principal.ts";

export interface PrincipalCache {
	get(cookies: string, read: () => Promise<Principal | null>): Promise<Principal | null>;
	forget(cookies: string): void;
	/** Forgets whatever stands for a user, and what is being read, which may. */
	forgetUser(userId: string): void;
}

interface Entry {
	readonly value: Promise<Principal | null>;
	readonly untilMs: number;
	/** Undefined until it is read. */
	userId: string | null | undefined;
}

// Longer: a membership taken away lingers. Shorter: each call of a page reads the session again.
const REMEMBER_MS: Millis = 10_000;
const ENTRIES_MAX = 10_000;

/** Who each set of cookies stands for, remembered for seconds. Those who ask at the same time share one read. */
export function createPrincipalCache(clock: Clock): PrincipalCache {
	const held = new Map<string, Entry>();
	// Whoever is not known may send kilobytes of them, each time others.
	const nameOf = (cookies: string) => hash("sha256", cookies, "base64url");

	return {
		get(sent, read) {
			const cookies = nameOf(sent);
			const known = held.get(cookies);
			if (known !== undefined && clock.monotonicMs() < known.untilMs) return known.value;
			const entry: Entry = { value: read(), untilMs: clock.monotonicMs() + REMEMBER_MS, userId: undefined };
			held.delete(cookies);
			held.set(cookies, entry);
			entry.value.then(
				(principal) => {
					entry.userId = principal?.userId ?? null;
				},
				() => {
					// A failed read is nobody's identity: the next caller asks again.
					if (held.get(cookies) === entry) held.delete(cookies);
				},
			);
			for (const oldest of held.keys()) {
				if (held.size <= ENTRIES_MAX) break;
				held.delete(oldest);
			}
			return entry.value;
		},
		forget: (cookies) => {
			held.delete(nameOf(cookies));
		},
		forgetUser(userId) {
			for (const [cookies, entry] of held) {
				if (entry.userId === undefined || entry.userId === userId) held.delete(cookies);
			}
		},
	};
}
